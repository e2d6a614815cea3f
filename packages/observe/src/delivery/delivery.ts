import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ObserveError } from '@org/observe-conventions';

export type Signal = 'traces' | 'metrics' | 'logs';

/** What became of one signal's records: spans, log records or metric collections. */
export interface Tally {
  readonly delivered: number;
  readonly failed: number;
  readonly lastError: ObserveError | undefined;
}

/**
 * How finished telemetry leaves the process. The bootstrap hangs these on the OpenTelemetry providers and knows
 * nothing of what is behind them.
 */
export interface Delivery {
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logRecordProcessors: readonly LogRecordProcessor[];
  readonly metricReaders: readonly IMetricReader[];
  readonly tallies: Readonly<Record<Signal, Tally>>;
  /** Sends everything buffered and waits for sends under way. Rejects when one of them fails. */
  flush(): Promise<void>;
  /** Gives up what is still being sent: the process is about to end. */
  abandon(): void;
}
