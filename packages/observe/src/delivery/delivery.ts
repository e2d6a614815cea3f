import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportTally } from './export-tally.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/**
 * How finished telemetry leaves the process. The bootstrap hangs these three on the OpenTelemetry providers and
 * knows nothing of what is behind them.
 */
export interface Delivery {
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logRecordProcessors: readonly LogRecordProcessor[];
  readonly metricReaders: readonly IMetricReader[];
  /** What was handed to, accepted by and refused by the endpoint, per signal. */
  readonly tallies: Readonly<Record<Signal, ExportTally>>;
  /** Sends everything buffered and waits for sends under way. Rejects when one of them fails. */
  flush(): Promise<void>;
}
