import { getHeapSpaceStatistics, type HeapSpaceInfo } from 'node:v8';
import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import {
  ATTR_HEAP_SPACE_NAME,
  METRIC_HEAP_SPACE_AVAILABLE,
  METRIC_HEAP_SPACE_PHYSICAL,
  METRIC_HEAP_SPACE_SIZE,
  METRIC_HEAP_USED,
} from './metric-names.ts';

interface HeapMetric {
  readonly name: string;
  readonly description: string;
  readonly read: (space: HeapSpaceInfo) => number;
}

const METRICS: readonly HeapMetric[] = [
  {
    name: METRIC_HEAP_SPACE_SIZE,
    description: 'Memory set aside for a heap space',
    read: (space) => space.space_size,
  },
  { name: METRIC_HEAP_USED, description: 'Memory in use', read: (space) => space.space_used_size },
  {
    name: METRIC_HEAP_SPACE_AVAILABLE,
    description: 'Memory left in a heap space',
    read: (space) => space.space_available_size,
  },
  {
    name: METRIC_HEAP_SPACE_PHYSICAL,
    description: 'Committed memory of a heap space',
    read: (space) => space.physical_space_size,
  },
];

/** The memory of V8's heap, space by space. */
export function observeHeap(meter: Meter): () => void {
  const metrics = METRICS.map(({ name, description, read }) => {
    const instrument = meter.createObservableUpDownCounter(name, { unit: 'By', description });
    return { instrument, read };
  });

  function collect(result: BatchObservableResult): void {
    for (const space of getHeapSpaceStatistics()) {
      const attributes = { [ATTR_HEAP_SPACE_NAME]: space.space_name };
      for (const { instrument, read } of metrics) result.observe(instrument, read(space), attributes);
    }
  }

  const instruments = metrics.map(({ instrument }) => instrument);
  meter.addBatchObservableCallback(collect, instruments);
  return () => meter.removeBatchObservableCallback(collect, instruments);
}
