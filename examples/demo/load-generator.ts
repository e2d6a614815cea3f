import { Agent, request, type IncomingMessage } from 'node:http';
import type { SentRequest } from './expectation.ts';
import type { ServiceName } from './load-cases.ts';
import type { PlannedRequest } from './load-plan.ts';

/** Requests under way at once; more than this the rate gives way. */
const IN_FLIGHT_MAX = 16;
/** A client that leaves before the answer waits this long. */
const PATIENCE_MS = 120;
/** No answer of the examples takes longer. */
const TIMEOUT_MS = 30_000;

export interface LoadOptions {
  /** Base URL of each service. */
  readonly targets: Readonly<Record<ServiceName, string>>;
  readonly requestsPerSecond: number;
  /** Stops the load early when aborted; requests under way still end. */
  readonly signal?: AbortSignal;
  /** `false` forgets each request once it is sent: an endless load must not fill the memory. */
  readonly keep?: boolean;
  onSent?(request: SentRequest): void;
}

/**
 * Sends the requests of a plan at a bounded rate.
 *
 * @returns Every request sent and how it went, once the last one has ended; none when they are not kept.
 */
export async function sendLoad(plan: Iterable<PlannedRequest>, options: LoadOptions): Promise<SentRequest[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT_MAX });
  const sent: SentRequest[] = [];
  const inFlight = new Set<Promise<void>>();
  const startedAt = performance.now();
  let number = 0;
  for (const planned of plan) {
    await reach(startedAt + (number * 1_000) / options.requestsPerSecond, options.signal);
    while (inFlight.size >= IN_FLIGHT_MAX) await Promise.race(inFlight);
    if (options.signal?.aborted) break;
    number += 1;
    const ended = sendRequest(planned, options.targets[planned.service], agent).then((outcome) => {
      inFlight.delete(ended);
      if (options.keep !== false) sent.push(outcome);
      options.onSent?.(outcome);
    });
    inFlight.add(ended);
  }
  await Promise.all(inFlight);
  agent.destroy();
  return sent;
}

/** Waits until a moment on the `performance` clock, or until the signal. */
function reach(moment: number, signal: AbortSignal | undefined): Promise<void> {
  const waitMs = moment - performance.now();
  if (waitMs <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, waitMs);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** Sends one request in its own trace, and leaves early where the plan says so. Never rejects. */
function sendRequest(plan: PlannedRequest, target: string, agent: Agent): Promise<SentRequest> {
  const startedAt = performance.now();
  const body = plan.body === undefined ? undefined : JSON.stringify(plan.body);
  const headers: Record<string, string> = { traceparent: `00-${plan.traceId}-${plan.parentSpanId}-01` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return new Promise((resolve) => {
    let status: number | undefined;
    let leaving = false;
    const outgoing = request(new URL(plan.path, target), {
      method: plan.method,
      headers,
      agent,
      timeout: TIMEOUT_MS,
    });
    outgoing.on('response', (response) => {
      status = response.statusCode;
      if (plan.abort === 'half way') response.once('data', leave);
      readToEnd(response, settle);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', settle);
    outgoing.on('close', () => settle());
    // The server reads the request before it sees us leave, however late it gets to either.
    if (plan.abort === 'before the answer') outgoing.on('finish', () => setTimeout(leave, PATIENCE_MS));
    outgoing.end(body);

    function leave(): void {
      leaving = true;
      outgoing.destroy();
    }

    function settle(error?: Error): void {
      const outcome = { plan, durationMs: performance.now() - startedAt, status };
      resolve(error === undefined || leaving ? outcome : { ...outcome, problem: error.message });
    }
  });
}

function readToEnd(response: IncomingMessage, settle: (error?: Error) => void): void {
  response.resume();
  response.on('error', settle);
  response.on('end', () => settle());
}
