import type { Telemetry } from '../telemetry.ts';

/** Tells the test what was recorded, beside the log lines on standard output. */
export function report(telemetry: Telemetry, ids: { traceId: string; spanId: string }): void {
  process.stderr.write(`${JSON.stringify({ records: telemetry.records, ...ids })}\n`);
}
