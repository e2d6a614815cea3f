import type { ServerEvent } from './load-cases.ts';
import type { PlannedRequest } from './load-plan.ts';
import {
  count,
  createLedger,
  excludedLine,
  NO_ROUTE,
  requestLine,
  sliLine,
  traceLine,
  type Ledger,
  type SliFacts,
} from './ledger.ts';

/** A request that was sent, and how it went. */
export interface SentRequest {
  readonly plan: PlannedRequest;
  /** From sending to the end of the answer as the client saw it, in milliseconds. */
  readonly durationMs: number;
  /** Status of the answer; `undefined` if the client left before it. */
  readonly status: number | undefined;
  /** Why there was no answer although there should have been one. */
  readonly problem?: string;
}

/** What must arrive as telemetry for the requests sent. */
export interface Expectation {
  readonly ledger: Ledger;
  /**
   * Latency events whose outcome the client cannot know: the machine, not the plan, made the request slow.
   * Each may be good or bad, and must be one of the two.
   */
  readonly uncertain: readonly SliFacts[];
}

const AVAILABILITY = 'http.server.availability';
const LATENCY = 'http.server.latency';
/** Default threshold of `http.server.latency` in milliseconds, less what a timer may be early. */
const CERTAINLY_FAST_MS = 500 - 5;

/** Writes the ledger that complete and exact telemetry of these requests would give. */
export function expectTelemetry(sent: readonly SentRequest[]): Expectation {
  const ledger = createLedger();
  const uncertain: SliFacts[] = [];
  for (const request of sent) {
    for (const event of request.plan.events) expectEvent(ledger, uncertain, request, event);
    const { quality } = request.plan;
    if (quality !== undefined)
      count(ledger.slis, sliLine({ ...quality, attributes: quality.channel }, quality.outcome));
  }
  return { ledger, uncertain };
}

function expectEvent(ledger: Ledger, uncertain: SliFacts[], request: SentRequest, event: ServerEvent): void {
  const { traceId } = request.plan;
  count(ledger.durations, requestLine(event));
  count(ledger.spans, traceLine(traceId, event));
  // Health checks would drown the log: ignored requests have no line.
  if (event.availability !== 'ignored') count(ledger.logs, traceLine(traceId, event));
  expectSli(ledger, event, AVAILABILITY, event.availability);
  if (event.latency === 'good' && request.durationMs - request.plan.delayMs >= CERTAINLY_FAST_MS) {
    uncertain.push(httpSli(event, LATENCY));
  } else {
    expectSli(ledger, event, LATENCY, event.latency);
  }
}

function expectSli(ledger: Ledger, event: ServerEvent, sliName: string, outcome: string): void {
  const counts = outcome === 'good' || outcome === 'bad';
  count(
    ledger.slis,
    counts ? sliLine(httpSli(event, sliName), outcome) : excludedLine(event.service, sliName, outcome),
  );
}

function httpSli({ service, method, route }: ServerEvent, sliName: string): SliFacts {
  return { service, sliName, attributes: `${method} ${route ?? NO_ROUTE}` };
}
