import type { SliDeclaration } from '@org/observe-conventions';

/** What a user may write in `observe.config.*` or pass to `defineConfig`. Every field is optional. */
export interface ObserveConfig {
  /** How a preset calls itself in warnings and in `observe config --explain`. */
  name?: string;
  /** Presets applied first, in order: a platform team's defaults. */
  extends?: ObserveConfig | readonly ObserveConfig[];
  /** Dotted keys of this preset that later layers may not change, such as `'logs.redact'`. */
  locked?: readonly string[];
  /** `false` turns everything off; recording calls become no-ops. */
  enabled?: boolean;
  /** Prints one start line and diagnostic details on standard error. */
  debug?: boolean;
  service?: {
    name?: string;
    version?: string;
    namespace?: string;
    environment?: string;
    team?: string;
    tier?: string;
  };
  resource?: {
    attributes?: Readonly<Record<string, string | number | boolean>>;
    detectors?: readonly ResourceDetectorName[];
  };
  exporter?: {
    /** Base URL of the OTLP/HTTP endpoint; each signal appends its `/v1/…` path. */
    endpoint?: string;
    tracesEndpoint?: string;
    metricsEndpoint?: string;
    logsEndpoint?: string;
    headers?: Readonly<Record<string, string>>;
    /** Headers of one signal, over `headers`. */
    tracesHeaders?: Readonly<Record<string, string>>;
    metricsHeaders?: Readonly<Record<string, string>>;
    logsHeaders?: Readonly<Record<string, string>>;
    timeoutMs?: number;
    tracesTimeoutMs?: number;
    metricsTimeoutMs?: number;
    logsTimeoutMs?: number;
    compression?: 'gzip' | 'none';
    tracesCompression?: 'gzip' | 'none';
    metricsCompression?: 'gzip' | 'none';
    logsCompression?: 'gzip' | 'none';
  };
  traces?: {
    enabled?: boolean;
    /** Share of traces kept by the head sampler, 0 to 1. SLIs never depend on it. */
    sampleRatio?: number;
    propagators?: readonly PropagatorName[];
    /** Longest wait of a finished span before it is sent. */
    exportDelayMs?: number;
  };
  metrics?: {
    enabled?: boolean;
    exportIntervalMs?: number;
    temporality?: 'cumulative' | 'delta';
    /** Event loop, garbage collection, heap and CPU metrics of the process. */
    process?: boolean;
  };
  logs?: {
    enabled?: boolean;
    level?: LogLevel;
    /** JSON lines on standard output from `@org/observe/logger`. */
    stdout?: boolean;
    /** Log records over OTLP, from `@org/observe/logger` and from instrumented loggers. */
    otlp?: boolean;
    /** Field names whose values are replaced by `[redacted]`, besides the built-in secrets. */
    redact?: readonly string[];
    /** One canonical line for each served request. */
    requests?: boolean;
    /** Longest wait of a log record before it is sent. */
    exportDelayMs?: number;
  };
  sli?: {
    /** Series allowed per metric before new ones fold into `_OTHER`. */
    seriesBudget?: number;
    declarations?: readonly SliDeclaration[];
  };
  http?: HttpConfig;
  instrumentations?: { readonly [name in InstrumentationName]?: boolean };
  shutdown?: {
    timeoutMs?: number;
    /** Flush on SIGTERM and SIGINT. */
    signals?: boolean;
  };
  selfCheck?: {
    enabled?: boolean;
    /** How long after the start a check for delivered telemetry is made. */
    afterMs?: number;
  };
}

/** How HTTP server requests count, for the whole service and per route. */
export interface HttpConfig extends HttpRouteConfig {
  /** Paths that never count: exact, or ending in `*`. */
  ignorePaths?: readonly string[];
  /** Request header whose presence marks synthetic traffic, lower case. */
  syntheticHeader?: string;
  /** Overrides by route template, with or without a method: `'/orders/:id'`, `'POST /orders'`. */
  routes?: Readonly<Record<string, HttpRouteConfig>>;
}

/** The part of the HTTP policy a single route may override. */
export interface HttpRouteConfig {
  /** `false` excludes the route from SLIs (reason `ignored`); spans and histograms stay. */
  enabled?: boolean;
  latencyThresholdMs?: number;
  /** Status codes below 500 that count as bad, such as 429. */
  badStatusCodes?: readonly number[];
  availabilityObjective?: number;
  latencyObjective?: number;
  /** The response streams: latency is excluded. Detected for SSE and upgrades. */
  streaming?: boolean;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export type PropagatorName = 'tracecontext' | 'baggage';
export type ResourceDetectorName = 'process' | 'host' | 'container' | 'kubernetes' | 'gcp';
export const INSTRUMENTATION_NAMES = [
  'http',
  'undici',
  'pg',
  'mysql2',
  'mongodb',
  'redis',
  'ioredis',
  'kafkajs',
  'amqplib',
  'graphql',
  'grpc',
  'pino',
  'winston',
  'bunyan',
  'console',
  'express',
  'fastify',
] as const;
export type InstrumentationName = (typeof INSTRUMENTATION_NAMES)[number];

/** Where a resolved value came from, as `observe config --explain` prints it. */
export interface ConfigSource {
  readonly layer: 'default' | 'package.json' | 'preset' | 'file' | 'env' | 'code';
  /** The variable, file or preset that said it: `OTEL_SERVICE_NAME`, `observe.config.ts`. */
  readonly origin: string;
}

type Settled<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]-?: Settled<NonNullable<T[K]>> }
    : T;

type Section<K extends keyof ObserveConfig> = NonNullable<ObserveConfig[K]>;

/** The configuration in force: every key decided, frozen, with the source of each value. */
export interface ResolvedConfig {
  readonly enabled: boolean;
  readonly debug: boolean;
  /** Optional parts (`version`, `namespace`, …) are `''` when nothing names them. */
  readonly service: Settled<Section<'service'>>;
  readonly resource: {
    readonly attributes: Readonly<Record<string, string | number | boolean>>;
    readonly detectors: readonly ResourceDetectorName[];
  };
  readonly exporter: {
    /** Full URL of each signal, path included. */
    readonly tracesEndpoint: string;
    readonly metricsEndpoint: string;
    readonly logsEndpoint: string;
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly tracesHeaders: Readonly<Record<string, string>>;
    readonly metricsHeaders: Readonly<Record<string, string>>;
    readonly logsHeaders: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly tracesTimeoutMs: number;
    readonly metricsTimeoutMs: number;
    readonly logsTimeoutMs: number;
    readonly compression: 'gzip' | 'none';
    readonly tracesCompression: 'gzip' | 'none';
    readonly metricsCompression: 'gzip' | 'none';
    readonly logsCompression: 'gzip' | 'none';
  };
  readonly traces: Settled<Section<'traces'>>;
  readonly metrics: Settled<Section<'metrics'>>;
  readonly logs: Settled<Section<'logs'>>;
  readonly sli: { readonly seriesBudget: number; readonly declarations: readonly SliDeclaration[] };
  readonly http: Required<Omit<HttpConfig, 'routes'>> & {
    readonly routes: Readonly<Record<string, HttpRouteConfig>>;
  };
  readonly instrumentations: Readonly<Record<InstrumentationName, boolean>>;
  readonly shutdown: Settled<Section<'shutdown'>>;
  readonly selfCheck: Settled<Section<'selfCheck'>>;
  /** Source of each value by dotted key, such as `service.name`; of headers, attributes and routes also of each entry. */
  readonly sources: ReadonlyMap<string, ConfigSource>;
}
