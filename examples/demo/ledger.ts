/**
 * What happened, as counted lines of text. One ledger is written from what the load generator sent, another from
 * what arrived as telemetry; the demo holds what it promises when the two are equal.
 */
export interface Ledger {
  /** `http.server.request.duration`: requests by service, method, route and status. */
  readonly durations: Tally;
  /** `sli.events` and `sli.excluded`: events by service, SLI, attributes and outcome. */
  readonly slis: Tally;
  /** Server spans by trace. */
  readonly spans: Tally;
  /** Canonical request logs by trace. */
  readonly logs: Tally;
}

/** How often each line was seen. */
export type Tally = Map<string, number>;

/** How a line names a request that no route matched. */
export const NO_ROUTE = '(no route)';

export const LEDGER_PARTS = ['durations', 'slis', 'spans', 'logs'] as const;
export type LedgerPart = (typeof LEDGER_PARTS)[number];

export function createLedger(): Ledger {
  return { durations: new Map(), slis: new Map(), spans: new Map(), logs: new Map() };
}

/** Adds `count` to a line. A count of zero leaves no line: a zero-initialised series is not an event. */
export function count(tally: Tally, line: string, times = 1): void {
  if (times !== 0) tally.set(line, (tally.get(line) ?? 0) + times);
}

export interface RequestFacts {
  readonly service: string;
  readonly method: string;
  readonly route: string | undefined;
  readonly status: number | undefined;
}

/** The line of a request in `durations`: `orders GET /orders/:orderId 200`. */
export function requestLine({ service, method, route, status }: RequestFacts): string {
  return `${service} ${method} ${route ?? NO_ROUTE} ${status ?? '(no status)'}`;
}

/** The line of a request in `spans` and `logs`. */
export function traceLine(traceId: string, facts: RequestFacts): string {
  return `${traceId} ${requestLine(facts)}`;
}

export interface SliFacts {
  readonly service: string;
  readonly sliName: string;
  /** What tells its series apart, such as `GET /orders/:orderId`; empty when there is but one. */
  readonly attributes: string;
}

/** The line of an SLI outcome in `slis`: `orders http.server.latency GET /orders/:orderId bad`. */
export function sliLine(facts: SliFacts, outcome: string): string {
  return [facts.service, facts.sliName, facts.attributes, outcome].filter((part) => part !== '').join(' ');
}

/** The line of excluded events in `slis`; the standard counts them by reason alone: `orders http.server.latency excluded: failed`. */
export function excludedLine(service: string, sliName: string, reason: string): string {
  return `${service} ${sliName} excluded: ${reason}`;
}
