import type { HrTime } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';

/** The span of time one collection covers, and how it counts. */
export interface CollectionInterval {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  /** Values since the last collection; since the start of the process otherwise. */
  readonly delta: boolean;
  /** The first collection also holds series that are still 0, so that each exists from the start. */
  readonly first: boolean;
}

/** A metric whose series are kept in typed arrays and read at each collection. */
export interface Series {
  collect(interval: CollectionInterval): MetricData | undefined;
}
