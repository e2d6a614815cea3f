import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationName } from '../config/model.ts';
import type { InstalledPackage } from './installed-package.ts';
import { requireLazily } from './lazy-require.ts';

/** What every instrumentation of the OpenTelemetry project has. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider?(provider: LoggerProvider): void;
  disable(): void;
}

/** One instrumentation package of the OpenTelemetry project, and the packages it instruments. */
export interface UpstreamInstrumentation {
  readonly name: InstrumentationName;
  readonly packageName: string;
  readonly className: string;
  /** Loading a file of any of these loads the instrumentation first; by major version, first and last supported. */
  readonly targets: Readonly<Record<string, readonly [first: number, last: number]>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** It writes no `db.client.operation.duration` of its own. */
  readonly timed: boolean;
}

export const UPSTREAM_INSTRUMENTATIONS: readonly UpstreamInstrumentation[] = [
  // Connection spans double the spans of a request; the pool's metrics tell of waiting.
  upstream(
    'pg',
    'PgInstrumentation',
    { pg: [8, 8], 'pg-pool': [2, 3] },
    { options: { ignoreConnectSpans: true } },
  ),
  // Without masking the values are written into the statement.
  upstream(
    'mysql2',
    'MySQL2Instrumentation',
    { mysql2: [1, 3] },
    { timed: true, options: { maskStatement: true } },
  ),
  upstream('mongodb', 'MongoDBInstrumentation', { mongodb: [3, 7] }, { timed: true }),
  // `redis` from 4 on is an umbrella; its client is what is instrumented.
  upstream('redis', 'RedisInstrumentation', { redis: [2, 6], '@redis/client': [1, 6] }, { timed: true }),
  upstream('ioredis', 'IORedisInstrumentation', { ioredis: [2, 6] }, { timed: true }),
  upstream('kafkajs', 'KafkaJsInstrumentation', { kafkajs: [0, 2] }),
  upstream('amqplib', 'AmqplibInstrumentation', { amqplib: [0, 2] }),
  // Later ones are recorded through graphql's own channel.
  upstream(
    'graphql',
    'GraphQLInstrumentation',
    { graphql: [14, 16] },
    { options: { ignoreResolveSpans: true } },
  ),
  upstream('grpc', 'GrpcInstrumentation', { '@grpc/grpc-js': [1, 1] }),
];

/** First major version of graphql that has channels. */
const GRAPHQL_CHANNEL_MAJOR = 17;

/** The supported versions in words, where `target` is of none of them; `undefined` where it is supported. */
export function unsupportedReason(
  { targets }: UpstreamInstrumentation,
  { name, version }: InstalledPackage,
): string | undefined {
  const [first, last] = targets[name] ?? [0, 0];
  const major = Number.parseInt(version, 10);
  if (major >= first && major <= last) return undefined;
  return first === last ? `version ${first}` : `versions ${first} to ${last}`;
}

/** Whether a package records itself through channels we listen to, so that upstream has nothing to do. */
export function publishesChannels({ name, version }: InstalledPackage): boolean {
  return name === 'graphql' && Number.parseInt(version, 10) >= GRAPHQL_CHANNEL_MAJOR;
}

/** Loads an instrumentation package and starts it; its hooks see whatever is required from then on. */
export function startUpstream({ packageName, className, options }: UpstreamInstrumentation): Instrumentation {
  const exports = requireLazily(packageName) as Record<string, new (options: object) => Instrumentation>;
  const Constructor = exports[className];
  if (Constructor === undefined) throw new Error(`${packageName} exports no ${className}`);
  return new Constructor({ ...options });
}

function upstream(
  name: InstrumentationName,
  className: string,
  targets: UpstreamInstrumentation['targets'],
  { timed = false, options = {} }: { timed?: boolean; options?: Readonly<Record<string, unknown>> } = {},
): UpstreamInstrumentation {
  const packageName = `@opentelemetry/instrumentation-${name}`;
  return { name, packageName, className, targets, options, timed };
}
