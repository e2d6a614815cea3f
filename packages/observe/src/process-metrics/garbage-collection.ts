import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { ATTR_GC_TYPE, METRIC_GC_DURATION } from './metric-names.ts';

/** Bounds the semantic conventions advise for this histogram, in seconds. */
const BOUNDS_SECONDS = [0.01, 0.1, 1, 10];
const MS_PER_SECOND = 1e3;

const TYPES: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** How long the garbage collector held the thread up, each time. */
export function observeGarbageCollection(meter: Meter): () => void {
  const durations = meter.createHistogram(METRIC_GC_DURATION, {
    unit: 's',
    description: 'Duration of garbage collections',
    advice: { explicitBucketBoundaries: BOUNDS_SECONDS },
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const type = TYPES[kindOf(entry)];
      if (type !== undefined) durations.record(entry.duration / MS_PER_SECOND, { [ATTR_GC_TYPE]: type });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

function kindOf(entry: PerformanceEntry): number {
  return (entry as PerformanceEntry & { detail?: { kind?: number } }).detail?.kind ?? -1;
}
