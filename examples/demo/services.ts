import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from './load-cases.ts';

/** How long a service may take to listen, and to end after SIGTERM, in milliseconds. */
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
/** Lines of a service's standard error kept to explain why it ended. */
const ERROR_LINES_MAX = 20;

const PROGRAMS: Readonly<Record<ServiceName, string>> = {
  orders: '../express-service/server.js',
  inventory: '../fastify-service/server.js',
};

/** A running example service. */
export interface Service {
  readonly name: ServiceName;
  readonly url: string;
  /** What it said on standard error: warnings of the SDK, or why it failed. */
  errorLines(): readonly string[];
  /** Ends it as an orchestrator would, so that it sends what it still holds. Resolves with what went wrong, if anything. */
  stop(): Promise<string | undefined>;
}

export interface ServiceSettings {
  /** Base URL of the OTLP receiver. */
  readonly endpoint: string;
  readonly exportIntervalMs: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts an example service on a free port, with its telemetry going to `endpoint`.
 *
 * @throws Error with the service's own words when it ends, or does not listen in time.
 */
export async function startService(name: ServiceName, settings: ServiceSettings): Promise<Service> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(PROGRAMS[name], import.meta.url))], {
    env: serviceEnvironment(name, settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errorLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push(line);
    if (errorLines.length > ERROR_LINES_MAX) errorLines.shift();
  });
  const port = await listeningPort(child, name, errorLines);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    errorLines: () => errorLines,
    stop: () => stop(child, name),
  };
}

function serviceEnvironment(name: ServiceName, settings: ServiceSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PORT: '0',
    NODE_ENV: 'production',
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: settings.endpoint,
    OTEL_METRIC_EXPORT_INTERVAL: String(settings.exportIntervalMs),
    OTEL_BSP_SCHEDULE_DELAY: String(settings.exportIntervalMs),
    OTEL_BLRP_SCHEDULE_DELAY: String(settings.exportIntervalMs),
    ...settings.environment,
  };
}

/** The services say their port in a log line, as `{"port":41233,…}`. */
function listeningPort(
  child: ChildProcess,
  name: ServiceName,
  errorLines: readonly string[],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`did not listen within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    // Reading on after the port is known keeps the pipe from filling up.
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', read);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => fail(`ended with ${signal ?? `exit code ${code}`}`));

    function read(line: string): void {
      const port = portOf(line);
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    }

    function fail(reason: string): void {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error([`the ${name} service ${reason}`, ...errorLines].join('\n  ')));
    }
  });
}

function portOf(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { port } = JSON.parse(line) as { port?: unknown };
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess, name: ServiceName): Promise<string | undefined> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }
  const { exitCode, signalCode } = child;
  // A terminal sends Ctrl-C to the services as well as to us.
  if (exitCode === 0 || signalCode === 'SIGINT') return undefined;
  return `the ${name} service ended with ${signalCode ?? `exit code ${exitCode}`}`;
}
