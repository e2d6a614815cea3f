import type { ObserveError } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { SIGNALS } from './schema-exporter.ts';
import { describeSource, type Stack } from './stack.ts';

/** The port on which receivers speak gRPC, by the OTLP specification. */
const GRPC_PORT = '4317';

/**
 * Finds endpoints that are URLs and yet can hardly be meant: a signal's path in the base URL, the gRPC port.
 * They are used as they are; only the operator knows.
 */
export function checkEndpoints({ values, sources }: Stack): ObserveError[] {
  const warnings: ObserveError[] = [];
  const keys = ['exporter.endpoint', ...SIGNALS.map((signal) => `exporter.${signal}Endpoint`)];
  const seen = new Set<string>();
  for (const key of keys) {
    const source = sources.get(key);
    if (source === undefined || seen.has(source.origin)) continue;
    seen.add(source.origin);
    const endpoint = values.get(key) as string;
    for (const reason of findDoubts(key, new URL(endpoint))) {
      warnings.push(
        createError('OBS_ERR_CONFIG_ENDPOINT', {
          key,
          source: describeSource(source),
          endpoint: hideCredentials(endpoint),
          reason,
        }),
      );
    }
  }
  return warnings;
}

/** The URL without the user and password it may carry. */
export function hideCredentials(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const url = new URL(endpoint);
  if (url.username === '' && url.password === '') return endpoint;
  url.username = '***';
  url.password = '';
  return url.href;
}

function findDoubts(key: string, { port, pathname }: URL): string[] {
  const doubts: string[] = [];
  if (port === GRPC_PORT) doubts.push(`port ${GRPC_PORT} is the one for gRPC, OTLP over HTTP uses 4318`);
  if (key === 'exporter.endpoint' && /\/v1\/(traces|metrics|logs)\/?$/.test(pathname)) {
    doubts.push('the path of a signal is appended to the base URL once more');
  }
  return doubts;
}
