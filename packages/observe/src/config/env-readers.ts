import { INSTRUMENTATION_NAMES } from './model.ts';
import { parseKeyValueList } from './key-value-list.ts';
import { promoteServiceAttributes } from './layer.ts';
import { RESOURCE_DETECTORS } from './schema-service.ts';
import { PROPAGATORS } from './schema-signals.ts';
import { suggestSpelling } from './spelling.ts';
import { readHeaders, readProtocol, readTemporality } from './env-exporter-readers.ts';

/** What a variable says, by dotted key. */
export type EnvValues = Readonly<Record<string, unknown>>;

/** How a reader speaks of its variable; each call becomes a coded warning, and the reading goes on. */
export interface EnvReport {
  /** The text is not what the variable may hold. */
  readonly expected: (what: string) => void;
  /** The text is legal, but asks for something we do not do. */
  readonly unsupported: (reason: string, fix: string) => void;
  /** Another variable that belongs to this one, or `''`. */
  readonly variable: (name: string) => string;
}

export type EnvReader = (text: string, report: EnvReport) => EnvValues;

/** Variables whose text is not simply the value of one key. */
export const ENV_READERS: ReadonlyMap<string, EnvReader> = new Map<string, EnvReader>([
  ['OTEL_SDK_DISABLED', readDisabled],
  ['OTEL_LOG_LEVEL', readLogLevel],
  ['OTEL_RESOURCE_ATTRIBUTES', (text, report) => readAttributes(text, report, '=')],
  ['OTEL_TRACES_SAMPLER', readSampler],
  ['OTEL_TRACES_SAMPLER_ARG', () => ({})],
  ['OTEL_PROPAGATORS', readPropagators],
  ['OTEL_TRACES_EXPORTER', (text, report) => readExporter(text, report, 'traces.enabled')],
  ['OTEL_METRICS_EXPORTER', (text, report) => readExporter(text, report, 'metrics.enabled')],
  ['OTEL_LOGS_EXPORTER', (text, report) => readExporter(text, report, 'logs.otlp')],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', readTemporality],
  ['OTEL_EXPORTER_OTLP_HEADERS', (text, report) => readHeaders(text, report, 'headers')],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', (text, report) => readHeaders(text, report, 'tracesHeaders')],
  ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', (text, report) => readHeaders(text, report, 'metricsHeaders')],
  ['OTEL_EXPORTER_OTLP_LOGS_HEADERS', (text, report) => readHeaders(text, report, 'logsHeaders')],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', readProtocol],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', readProtocol],
  ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', readProtocol],
  ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', readProtocol],
  ['OTEL_NODE_RESOURCE_DETECTORS', readDetectors],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', (text, report) => readInstrumentations(text, report, true)],
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', (text, report) => readInstrumentations(text, report, false)],
  ['DD_SERVICE', (text) => ({ 'service.name': text })],
  ['DD_ENV', (text) => ({ 'service.environment': text })],
  ['DD_VERSION', (text) => ({ 'service.version': text })],
  ['DD_TAGS', (text, report) => readAttributes(text, report, ':')],
]);

/** Datadog's words for what OpenTelemetry names otherwise. */
const DATADOG_TAGS: ReadonlyMap<string, string> = new Map([
  ['service', 'service.name'],
  ['version', 'service.version'],
  ['env', 'deployment.environment.name'],
  ['team', 'service.team'],
  ['tier', 'service.tier'],
]);

/** Detectors of the upstream SDK that have no switch here: what they find is always told, or told with `host`. */
const ALWAYS_ON_DETECTORS: ReadonlySet<string> = new Set(['none', 'env', 'os', 'serviceinstance']);

const SAMPLE_RATIOS: ReadonlyMap<string, number> = new Map([
  ['always_on', 1],
  ['always_off', 0],
]);

function readDisabled(text: string, report: EnvReport): EnvValues {
  // Of a boolean the specification says: anything but "true" is false, and worth a warning unless it is "false".
  if (text.toLowerCase() === 'true') return { enabled: false };
  if (text.toLowerCase() !== 'false') report.expected('true or false');
  return {};
}

function readLogLevel(text: string, report: EnvReport): EnvValues {
  const level = text.toLowerCase();
  if (['debug', 'verbose', 'all'].includes(level)) return { debug: true };
  if (['none', 'error', 'warn', 'info'].includes(level)) return { debug: false };
  report.expected('one of none, error, warn, info, debug, verbose, all');
  return {};
}

function readAttributes(text: string, report: EnvReport, separator: '=' | ':'): EnvValues {
  const { entries, problem } = parseKeyValueList(text, separator);
  if (problem !== undefined) {
    report.expected(`key${separator}value pairs separated by commas (${problem})`);
    return {};
  }
  const renamed = [...entries].map(([key, value]) => [
    separator === ':' ? (DATADOG_TAGS.get(key) ?? key) : key,
    value,
  ]);
  const attributes: unknown = Object.fromEntries(renamed);
  return Object.fromEntries(promoteServiceAttributes(new Map([['resource.attributes', attributes]])));
}

function readSampler(text: string, report: EnvReport): EnvValues {
  const sampler = text.toLowerCase();
  const kind = sampler.replace(/^parentbased_/, '');
  const sampleRatio = kind === 'traceidratio' ? readRatio(report) : SAMPLE_RATIOS.get(kind);
  if (sampleRatio === undefined) {
    if (kind !== 'traceidratio') {
      report.unsupported(
        'there is no such sampler here',
        'Use parentbased_traceidratio with OTEL_TRACES_SAMPLER_ARG.',
      );
    }
    return {};
  }
  if (kind === sampler) {
    report.unsupported('the sampler always follows the parent span', `Write parentbased_${sampler}.`);
  }
  return { 'traces.sampleRatio': sampleRatio };
}

function readRatio(report: EnvReport): number | undefined {
  const text = report.variable('OTEL_TRACES_SAMPLER_ARG');
  // The specification: without an argument the ratio is 1.
  if (text === '') return 1;
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  report.expected(
    `a sampler whose OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1, not ${JSON.stringify(text)}`,
  );
  return undefined;
}

function readPropagators(text: string, report: EnvReport): EnvValues {
  const names = splitNames(text).filter((name) => name !== 'none');
  const unknown = names.filter((name) => !isOneOf(PROPAGATORS, name));
  if (unknown.length > 0) {
    report.unsupported(
      `there is no propagator ${unknown.join(', ')} here`,
      `Use ${PROPAGATORS.join(' or ')}.`,
    );
  }
  const known = new Set(names.filter((name) => isOneOf(PROPAGATORS, name)));
  // A list of which nothing is left would cut every trace; the weaker layer's list is the better answer.
  return known.size === 0 && unknown.length > 0 ? {} : { 'traces.propagators': [...known] };
}

function readExporter(text: string, report: EnvReport, key: string): EnvValues {
  const names = splitNames(text);
  if (names.includes('none')) return { [key]: false };
  const unknown = names.filter((name) => name !== 'otlp');
  if (unknown.length > 0) {
    report.unsupported(`there is no exporter ${unknown.join(', ')} here`, 'Use otlp or none.');
  }
  return names.includes('otlp') ? { [key]: true } : {};
}

function readDetectors(text: string, report: EnvReport): EnvValues {
  const names = splitNames(text);
  if (names.includes('all')) return { 'resource.detectors': [...RESOURCE_DETECTORS] };
  const ours = names.filter((name) => isOneOf(RESOURCE_DETECTORS, name));
  const unknown = names.filter((name) => !ours.includes(name) && !ALWAYS_ON_DETECTORS.has(name));
  if (unknown.length > 0) {
    report.unsupported(
      `there is no detector ${unknown.join(', ')} here`,
      `Use all, none or some of ${RESOURCE_DETECTORS.join(', ')}.`,
    );
  }
  return ours.length === 0 && unknown.length > 0 ? {} : { 'resource.detectors': [...new Set(ours)] };
}

function readInstrumentations(text: string, report: EnvReport, enabled: boolean): EnvValues {
  const names = splitNames(text);
  const listed = INSTRUMENTATION_NAMES.filter((name) => names.includes(name));
  for (const name of names.filter((name) => !isOneOf(INSTRUMENTATION_NAMES, name))) {
    // Upstream has many more; switching off what is not there is right, unless it is a slip of the pen.
    const meant = suggestSpelling(name, INSTRUMENTATION_NAMES);
    if (enabled || meant !== undefined) {
      report.unsupported(
        `there is no instrumentation ${name} here`,
        meant === undefined ? `Choose from ${INSTRUMENTATION_NAMES.join(', ')}.` : `Did you mean ${meant}?`,
      );
    }
  }
  if (!enabled) return Object.fromEntries(listed.map((name) => [`instrumentations.${name}`, false]));
  if (listed.length === 0) return {};
  // As upstream reads it: naming some means only those.
  return Object.fromEntries(
    INSTRUMENTATION_NAMES.map((name) => [`instrumentations.${name}`, listed.includes(name)]),
  );
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function splitNames(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
