import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import {
  ATTR_EVENTLOOP_STATE,
  METRIC_EVENTLOOP_DELAY,
  METRIC_EVENTLOOP_TIME,
  METRIC_EVENTLOOP_UTILIZATION,
} from './metric-names.ts';

/** How often Node samples the delay; a finer grain costs CPU and shows nothing more. */
const RESOLUTION_MS = 10;
type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>;
const NS_PER_SECOND = 1e9;
const MS_PER_SECOND = 1e3;

const DELAYS: Readonly<Record<string, (delay: DelayHistogram) => number>> = {
  min: (delay) => delay.min,
  max: (delay) => delay.max,
  mean: (delay) => delay.mean,
  stddev: (delay) => delay.stddev,
  p50: (delay) => delay.percentile(50),
  p90: (delay) => delay.percentile(90),
  p99: (delay) => delay.percentile(99),
};

/** How late the event loop runs its callbacks, and how much of its time is work. */
export function observeEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const delays = Object.entries(DELAYS).map(([name, read]) => {
    const instrument = meter.createObservableGauge(`${METRIC_EVENTLOOP_DELAY}.${name}`, {
      unit: 's',
      description: `Event loop delay, ${name}, since the last collection; at least the sampling interval`,
    });
    return { instrument, read };
  });
  const utilization = meter.createObservableGauge(METRIC_EVENTLOOP_UTILIZATION, {
    unit: '1',
    description: 'Share of time the event loop was busy since the last collection',
  });
  const time = meter.createObservableCounter(METRIC_EVENTLOOP_TIME, {
    unit: 's',
    description: 'Time the event loop has been in each state',
  });
  let last = performance.eventLoopUtilization();

  function collect(result: BatchObservableResult): void {
    // Before the first sample there is nothing but placeholders.
    if (delay.count > 0) {
      for (const { instrument, read } of delays) result.observe(instrument, read(delay) / NS_PER_SECOND);
      delay.reset();
    }
    const now = performance.eventLoopUtilization();
    result.observe(utilization, performance.eventLoopUtilization(now, last).utilization);
    last = now;
    result.observe(time, now.active / MS_PER_SECOND, { [ATTR_EVENTLOOP_STATE]: 'active' });
    result.observe(time, now.idle / MS_PER_SECOND, { [ATTR_EVENTLOOP_STATE]: 'idle' });
  }

  const observed: Observable[] = [...delays.map(({ instrument }) => instrument), utilization, time];
  meter.addBatchObservableCallback(collect, observed);
  return () => {
    meter.removeBatchObservableCallback(collect, observed);
    delay.disable();
  };
}
