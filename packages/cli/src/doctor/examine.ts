import {
  HTTP_SLIS,
  type Evidence,
  type RequestEvidence,
  type StartEvidence,
  type TelemetryEvidence,
} from './evidence.ts';
import { startProgram, type Program } from './program.ts';
import { findServer, sendProbe, type FoundServer } from './probe.ts';
import { startTelemetryReceiver, type TelemetryReceiver } from './telemetry-receiver.ts';

export interface ExamineOptions {
  readonly words: readonly [string, ...string[]];
  readonly path: string;
  readonly port: number | undefined;
  /** For the application to listen, and again for the telemetry to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/** When the telemetry of the application looks at itself; its own time is too late for us. */
const SELF_CHECK_AFTER_MS = 1_200;
/** From listening, which comes after the start of the telemetry, until what it found must have been said. */
const SELF_CHECK_DONE_MS = SELF_CHECK_AFTER_MS + 300;
/** How soon the application sends what it records; its own interval may be a minute. */
const EXPORT_INTERVAL_MS = 250;

/** Starts the program, asks it something, and gathers everything that can be known about its telemetry. */
export async function examine(options: ExamineOptions): Promise<Evidence> {
  const receiver = await startTelemetryReceiver();
  const program = startProgram(options.words, telemetryEnvironment(receiver.endpoint));
  // Asked to stop ourselves, we must not leave the program behind.
  const stopProgram = () => void program.stop();
  process.once('SIGINT', stopProgram);
  process.once('SIGTERM', stopProgram);
  try {
    return await gather(options, program, receiver);
  } finally {
    process.off('SIGINT', stopProgram);
    process.off('SIGTERM', stopProgram);
    await program.stop();
    await receiver.close();
  }
}

async function gather(
  options: ExamineOptions,
  program: Program,
  receiver: TelemetryReceiver,
): Promise<Evidence> {
  const { words, path, port, timeoutMs } = options;
  const server = await waitForServer(program, port, timeoutMs);
  const request = server && (await sendProbe(server, path, timeoutMs));
  const isAnswered = request !== undefined && 'status' in request.outcome;
  const mayRun = server?.sdk === undefined || server.sdk.runningVersion !== undefined;
  if (isAnswered && mayRun) await waitForTelemetry(request, receiver, program, timeoutMs);
  const start = describeStart(program, server, port);
  // What the application still holds is sent while it ends.
  await program.stop();
  return {
    command: words.join(' '),
    timeoutMs,
    start,
    ...(server?.sdk !== undefined && { sdk: server.sdk }),
    ...(request !== undefined && { request }),
    ...(request !== undefined && { telemetry: receiver.evidence(request.traceId) }),
    warnings: program.warnings(),
    errorOutput: program.errorOutput(),
  };
}

/** Everything that could send the telemetry elsewhere, or late, is overruled; what switches it off is a finding. */
function telemetryEnvironment(endpoint: string): Record<string, string | undefined> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: undefined,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: undefined,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: undefined,
    OTEL_EXPORTER_OTLP_PROTOCOL: undefined,
    OTEL_METRIC_EXPORT_INTERVAL: String(EXPORT_INTERVAL_MS),
    OTEL_BSP_SCHEDULE_DELAY: String(EXPORT_INTERVAL_MS),
    OTEL_BLRP_SCHEDULE_DELAY: String(EXPORT_INTERVAL_MS),
    OBSERVE_SELF_CHECK_AFTER_MS: String(SELF_CHECK_AFTER_MS),
  };
}

async function waitForServer(
  program: Program,
  port: number | undefined,
  timeoutMs: number,
): Promise<FoundServer | undefined> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const server = await findServer(program.servers(), port);
    if (server !== undefined || program.end() !== undefined) return server;
    await program.nextChange();
  }
  return undefined;
}

async function waitForTelemetry(
  { traceId }: RequestEvidence,
  receiver: TelemetryReceiver,
  program: Program,
  timeoutMs: number,
): Promise<void> {
  const startedAt = Date.now();
  const deadline = startedAt + timeoutMs;
  while (Date.now() < deadline && program.end() === undefined) {
    const isChecked = Date.now() >= startedAt + SELF_CHECK_DONE_MS;
    if (isChecked && isComplete(receiver.evidence(traceId))) return;
    await program.nextChange();
  }
}

/** Ignored requests have no log line, so that none is waited for. */
function isComplete({ span, log, slis }: TelemetryEvidence): boolean {
  const outcomes = Object.values(slis);
  const isIgnored = outcomes.some((sli) => 'excluded' in sli && sli.excluded === 'ignored');
  return span !== undefined && outcomes.length >= HTTP_SLIS.length && (log !== undefined || isIgnored);
}

function describeStart(
  program: Program,
  server: FoundServer | undefined,
  port: number | undefined,
): StartEvidence {
  if (server !== undefined) return { state: 'listening', port: server.port };
  const end = program.end();
  if (end?.kind === 'not started') return { state: 'not started', reason: end.reason };
  if (end?.kind === 'exited') return { state: 'exited', ending: end.ending };
  return { state: 'not listening', ...(port !== undefined && { wantedPort: port }) };
}
