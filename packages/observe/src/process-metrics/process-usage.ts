import { availableParallelism } from 'node:os';
import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import {
  ATTR_CPU_MODE,
  METRIC_CPU_TIME,
  METRIC_CPU_UTILIZATION,
  METRIC_MEMORY_USAGE,
  METRIC_UPTIME,
} from './metric-names.ts';

const US_PER_SECOND = 1e6;
const CPU_MODES = ['user', 'system'] as const;

/** CPU, memory and age of the whole process. */
export function observeProcessUsage(meter: Meter): () => void {
  const cpuTime = meter.createObservableCounter(METRIC_CPU_TIME, {
    unit: 's',
    description: 'CPU time used',
  });
  const cpuUtilization = meter.createObservableGauge(METRIC_CPU_UTILIZATION, {
    unit: '1',
    description: 'Share of the available CPUs used since the last collection',
  });
  const memory = meter.createObservableUpDownCounter(METRIC_MEMORY_USAGE, {
    unit: 'By',
    description: 'Physical memory in use',
  });
  const uptime = meter.createObservableGauge(METRIC_UPTIME, { unit: 's', description: 'Age of the process' });
  const cpus = availableParallelism();
  let last = { cpu: process.cpuUsage(), uptimeSeconds: process.uptime() };

  function collect(result: BatchObservableResult): void {
    const cpu = process.cpuUsage();
    const uptimeSeconds = process.uptime();
    const available = (uptimeSeconds - last.uptimeSeconds) * cpus;
    for (const mode of CPU_MODES) {
      const attributes = { [ATTR_CPU_MODE]: mode };
      const used = (cpu[mode] - last.cpu[mode]) / US_PER_SECOND;
      result.observe(cpuTime, cpu[mode] / US_PER_SECOND, attributes);
      if (available > 0) result.observe(cpuUtilization, used / available, attributes);
    }
    last = { cpu, uptimeSeconds };
    // `rss` alone: `memoryUsage()` would walk the heap as well.
    result.observe(memory, process.memoryUsage.rss());
    result.observe(uptime, uptimeSeconds);
  }

  const instruments = [cpuTime, cpuUtilization, memory, uptime];
  meter.addBatchObservableCallback(collect, instruments);
  return () => meter.removeBatchObservableCallback(collect, instruments);
}
