import { INSTRUMENTATION_NAMES } from './model.ts';
import { defineSection, type FieldDefinition } from './field.ts';
import { flag, listOf, oneOf, ratio, text, wholeNumber } from './value-type.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const PROPAGATORS = ['tracecontext', 'baggage'] as const;

/** Metrics more often than this cost more than they tell. */
const EXPORT_INTERVAL_MS_MIN = 100;
const EXPORT_INTERVAL_MS_MAX = 3_600_000;
const EXPORT_DELAY_MS_MIN = 10;
const EXPORT_DELAY_MS_MAX = 60_000;
const DEFAULT_SPAN_DELAY_MS = 2_000;
const DEFAULT_LOG_DELAY_MS = 1_000;
const DEFAULT_EXPORT_INTERVAL_MS = 60_000;

export const TRACES_FIELDS = defineSection('traces', {
  enabled: {
    type: flag,
    default: true,
    env: ['OTEL_TRACES_EXPORTER'],
    description: 'Sends spans. `OTEL_TRACES_EXPORTER=none` turns it off.',
  },
  sampleRatio: {
    type: ratio(),
    default: 1,
    env: ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
    description:
      'Share of traces kept by the head sampler, which follows its parent. SLIs never depend on it.',
  },
  propagators: {
    type: listOf(oneOf(...PROPAGATORS)),
    default: [...PROPAGATORS],
    env: ['OTEL_PROPAGATORS'],
    description: 'How the trace context travels between services.',
  },
  exportDelayMs: {
    type: wholeNumber(EXPORT_DELAY_MS_MIN, EXPORT_DELAY_MS_MAX),
    default: DEFAULT_SPAN_DELAY_MS,
    env: ['OTEL_BSP_SCHEDULE_DELAY'],
    description: 'Longest wait of a finished span before it is sent.',
    unit: 'ms',
  },
});

export const METRICS_FIELDS = defineSection('metrics', {
  enabled: {
    type: flag,
    default: true,
    env: ['OTEL_METRICS_EXPORTER'],
    description: 'Sends metrics, SLIs among them. `OTEL_METRICS_EXPORTER=none` turns it off.',
  },
  exportIntervalMs: {
    type: wholeNumber(EXPORT_INTERVAL_MS_MIN, EXPORT_INTERVAL_MS_MAX),
    default: DEFAULT_EXPORT_INTERVAL_MS,
    env: ['OTEL_METRIC_EXPORT_INTERVAL'],
    description: 'How often metrics are sent.',
    unit: 'ms',
  },
  temporality: {
    type: oneOf('cumulative', 'delta'),
    default: 'cumulative',
    env: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    description: 'Counters since the start (Prometheus) or since the last export (Datadog).',
  },
  process: {
    type: flag,
    default: true,
    env: ['OBSERVE_METRICS_PROCESS'],
    description: 'Event loop, garbage collection, heap and CPU metrics.',
  },
});

export const LOGS_FIELDS = defineSection('logs', {
  exportDelayMs: {
    type: wholeNumber(EXPORT_DELAY_MS_MIN, EXPORT_DELAY_MS_MAX),
    default: DEFAULT_LOG_DELAY_MS,
    env: ['OTEL_BLRP_SCHEDULE_DELAY'],
    description: 'Longest wait of a log record before it is sent.',
    unit: 'ms',
  },
  enabled: {
    type: flag,
    default: true,
    env: ['OBSERVE_LOGS_ENABLED'],
    description: 'Log correlation, request lines and log records.',
  },
  level: {
    type: oneOf(...LOG_LEVELS),
    default: 'info',
    env: ['OBSERVE_LOG_LEVEL'],
    description: 'Least severe level that `@org/observe/logger` writes.',
  },
  stdout: {
    type: flag,
    default: true,
    env: ['OBSERVE_LOGS_STDOUT'],
    description: 'JSON lines on standard output from `@org/observe/logger`.',
  },
  otlp: {
    type: flag,
    default: true,
    env: ['OTEL_LOGS_EXPORTER'],
    description: 'Log records over OTLP. `OTEL_LOGS_EXPORTER=none` turns it off.',
  },
  redact: {
    type: listOf(text({ notEmpty: true })),
    default: [],
    env: ['OBSERVE_LOGS_REDACT'],
    description: 'Field names whose values are hidden, besides the built-in secrets.',
  },
  requests: {
    type: flag,
    default: true,
    env: ['OBSERVE_LOGS_REQUESTS'],
    description: 'One canonical line for each served request.',
  },
});

export const INSTRUMENTATION_FIELDS = defineSection(
  'instrumentations',
  Object.fromEntries(INSTRUMENTATION_NAMES.map((name) => [name, instrumentationField(name)])),
);

function instrumentationField(name: string): FieldDefinition {
  return {
    type: flag,
    // Console lines are written for people; making records of them all is a choice.
    default: name !== 'console',
    env: ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'],
    description: `Observes \`${name}\`.`,
  };
}
