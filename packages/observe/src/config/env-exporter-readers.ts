import type { EnvReport, EnvValues } from './env-readers.ts';
import { parseKeyValueList } from './key-value-list.ts';

/** The protocol delivery speaks, in the words of the OTLP exporter specification. */
const PROTOCOL = 'http/protobuf';

/** Reads `OTEL_EXPORTER_OTLP_*PROTOCOL`: there is one protocol, so it can only be agreed with. */
export function readProtocol(text: string, report: EnvReport): EnvValues {
  const protocol = text.toLowerCase();
  if (protocol === PROTOCOL) return {};
  const port = protocol === 'grpc' ? ' Its usual port is 4318, not 4317.' : '';
  report.unsupported(
    `telemetry is sent as ${PROTOCOL} all the same`,
    `Set it to ${PROTOCOL} and let the endpoint be one for OTLP over HTTP.${port}`,
  );
  return {};
}

/** Reads headers as the OTLP exporter specification writes them: `key=value,key=value`, percent-encoded. */
export function readHeaders(text: string, report: EnvReport, name: string): EnvValues {
  const { entries, problem } = parseKeyValueList(text);
  if (problem === undefined) return { [`exporter.${name}`]: Object.fromEntries(entries) };
  report.expected(`header=value pairs separated by commas (${problem})`);
  return {};
}

/** Reads the temporality preference. `lowmemory` is delta for every instrument we record with ourselves. */
export function readTemporality(text: string, report: EnvReport): EnvValues {
  const temporality = text.toLowerCase();
  if (temporality === 'cumulative' || temporality === 'delta') return { 'metrics.temporality': temporality };
  if (temporality === 'lowmemory') {
    report.unsupported('it is followed as delta', 'Write delta.');
    return { 'metrics.temporality': 'delta' };
  }
  report.expected('cumulative or delta');
  return {};
}
