import { createRequire } from 'node:module';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationName } from '../config/model.ts';

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
  /** Loading a file of any of these loads the instrumentation first. */
  readonly targets: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** It writes no `db.client.operation.duration` of its own. */
  readonly timed: boolean;
}

export const UPSTREAM_INSTRUMENTATIONS: readonly UpstreamInstrumentation[] = [
  // Connection spans double the spans of a request; the pool's metrics tell of waiting.
  upstream('pg', 'PgInstrumentation', ['pg', 'pg-pool'], { options: { ignoreConnectSpans: true } }),
  // Without masking the values are written into the statement.
  upstream('mysql2', 'MySQL2Instrumentation', ['mysql2'], { timed: true, options: { maskStatement: true } }),
  upstream('mongodb', 'MongoDBInstrumentation', ['mongodb'], { timed: true }),
  upstream('redis', 'RedisInstrumentation', ['redis', '@redis/client', '@node-redis/client'], {
    timed: true,
  }),
  upstream('ioredis', 'IORedisInstrumentation', ['ioredis'], { timed: true }),
  upstream('kafkajs', 'KafkaJsInstrumentation', ['kafkajs']),
  upstream('amqplib', 'AmqplibInstrumentation', ['amqplib']),
  upstream('graphql', 'GraphQLInstrumentation', ['graphql'], {
    options: { ignoreTrivialResolveSpans: true, ignoreResolveSpans: true },
  }),
  upstream('grpc', 'GrpcInstrumentation', ['@grpc/grpc-js']),
];

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
  targets: readonly string[],
  { timed = false, options = {} }: { timed?: boolean; options?: Readonly<Record<string, unknown>> } = {},
): UpstreamInstrumentation {
  const packageName = `@opentelemetry/instrumentation-${name}`;
  return { name, packageName, className, targets, options, timed };
}

/** The published build is CommonJS and has its own `require`; the sources are ES modules and have none. */
function requireLazily(packageName: string): unknown {
  const require_ = typeof require === 'function' ? require : createRequire(import.meta.url);
  return require_(packageName);
}
