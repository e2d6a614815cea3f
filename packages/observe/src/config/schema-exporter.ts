import { defineSection, type FieldDefinition } from './field.ts';
import { oneOf, recordOf, textMatching, url, wholeNumber } from './value-type.ts';

export const SIGNALS = ['traces', 'metrics', 'logs'] as const;
export type SignalName = (typeof SIGNALS)[number];

/** Where an OTLP/HTTP receiver listens by the OpenTelemetry specification. */
export const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_TIMEOUT_MS = 10_000;
const TIMEOUT_MS_MAX = 600_000;

// RFC 9110: a field name is a token, and a value has no control characters.
const headerName = textMatching('a header name', /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/);
const headerValue = textMatching('a header value without line breaks', /^[\t\x20-\x7e\x80-\xff]*$/);
const headers = recordOf('headers by name, each a text', headerName, headerValue);
const timeout = wholeNumber(1, TIMEOUT_MS_MAX);
const compression = oneOf('gzip', 'none');

export const EXPORTER_FIELDS = defineSection('exporter', {
  endpoint: {
    type: url,
    default: DEFAULT_ENDPOINT,
    env: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    description: 'Base URL of the OTLP/HTTP endpoint; each signal appends its `/v1/…` path.',
  },
  headers: {
    type: headers,
    default: {},
    env: ['OTEL_EXPORTER_OTLP_HEADERS'],
    description: 'Headers of every request, such as an API key.',
    secret: true,
    merge: 'entries',
  },
  timeoutMs: {
    type: timeout,
    default: DEFAULT_TIMEOUT_MS,
    env: ['OTEL_EXPORTER_OTLP_TIMEOUT'],
    description: 'How long one export may take.',
    unit: 'ms',
  },
  compression: {
    type: compression,
    default: 'gzip',
    env: ['OTEL_EXPORTER_OTLP_COMPRESSION'],
    description: 'Compression of what is sent.',
  },
  ...(Object.assign({}, ...SIGNALS.map(fieldsOfSignal)) as Record<string, FieldDefinition>),
});

/** What one signal may set apart from the others. */
function fieldsOfSignal(signal: SignalName): Record<string, FieldDefinition> {
  const prefix = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}`;
  return {
    [`${signal}Endpoint`]: {
      type: url,
      default: undefined,
      defaultText: `\`exporter.endpoint\` + \`/v1/${signal}\``,
      env: [`${prefix}_ENDPOINT`],
      description: `Full URL for ${signal}, used as it is.`,
      general: 'exporter.endpoint',
    },
    [`${signal}Headers`]: {
      type: headers,
      default: {},
      defaultText: '`exporter.headers`',
      env: [`${prefix}_HEADERS`],
      description: `Headers for ${signal}, over those of \`exporter.headers\`.`,
      secret: true,
      merge: 'entries',
    },
    [`${signal}TimeoutMs`]: {
      type: timeout,
      default: undefined,
      defaultText: '`exporter.timeoutMs`',
      env: [`${prefix}_TIMEOUT`],
      description: `How long one export of ${signal} may take.`,
      unit: 'ms',
      general: 'exporter.timeoutMs',
    },
    [`${signal}Compression`]: {
      type: compression,
      default: undefined,
      defaultText: '`exporter.compression`',
      env: [`${prefix}_COMPRESSION`],
      description: `Compression of ${signal}.`,
      general: 'exporter.compression',
    },
  };
}
