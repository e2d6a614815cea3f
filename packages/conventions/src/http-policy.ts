import type { ExclusionReason, SliOutcome } from './outcome.ts';

/** Default latency threshold, in milliseconds: a slower request is bad. */
export const DEFAULT_LATENCY_THRESHOLD_MS = 500;
/** Series a metric may have before further ones fold into `_OTHER`. */
export const DEFAULT_SERIES_BUDGET = 1_000;
/** Paths of probes and scrapers, exact or ending in `*`. */
export const DEFAULT_IGNORE_PATHS: readonly string[] = [
  '/health',
  '/health/*',
  '/healthz',
  '/livez',
  '/live',
  '/ready',
  '/readyz',
  '/readiness',
  '/liveness',
  '/startupz',
  '/ping',
  '/metrics',
  '/favicon.ico',
];
/** Request header whose presence marks synthetic traffic. */
export const DEFAULT_SYNTHETIC_HEADER = 'x-synthetic';

/** What is known of a served request when its connection lets go of it. */
export interface HttpRequestFacts {
  readonly statusCode: number;
  readonly durationMs: number;
  /** The client closed before the response was complete. */
  readonly aborted: boolean;
  /** The server destroyed the socket, by a timeout or by hand, before the response was complete. */
  readonly destroyed: boolean;
  /** An error reached the framework uncaught. */
  readonly failed: boolean;
  readonly streaming: boolean;
  readonly ignored: boolean;
  /** A route matched, or the server has no router. */
  readonly matched: boolean;
}

/** What may differ from service to service and route to route. */
export interface HttpRequestPolicy {
  readonly latencyThresholdMs: number;
  /** Status codes below 500 that are bad, such as 429. */
  readonly badStatusCodes: readonly number[];
}

export type Classified = SliOutcome | ExclusionReason;

export interface HttpClassification {
  readonly availability: Classified;
  readonly latency: Classified;
}

const IGNORED = both('ignored');
const UNMATCHED = both('unmatched');
const ABORTED = both('client_aborted');
const FAILED = pair('bad', 'failed');
const GOOD_STREAM = pair('good', 'streaming');
const FAST = pair('good', 'good');
const SLOW = pair('good', 'bad');

/**
 * Decides how one served request counts: the policy table of the SLI standard, from its strongest rule down.
 *
 * @returns One of a few frozen records, so that classifying allocates nothing.
 *
 * @example
 * classifyHttpRequest(facts, { latencyThresholdMs: 500, badStatusCodes: [] }); // { availability: 'good', latency: 'bad' }
 */
export function classifyHttpRequest(facts: HttpRequestFacts, policy: HttpRequestPolicy): HttpClassification {
  if (facts.ignored) return IGNORED;
  if (!facts.matched) return UNMATCHED;
  // The end of a stream is the client's to choose: leaving one that has begun is no aborted request.
  if (facts.aborted && !(facts.streaming && facts.statusCode > 0)) return ABORTED;
  if (facts.destroyed || facts.failed || facts.statusCode >= 500) return FAILED;
  if (policy.badStatusCodes.length > 0 && policy.badStatusCodes.includes(facts.statusCode)) return FAILED;
  if (facts.streaming) return GOOD_STREAM;
  return facts.durationMs <= policy.latencyThresholdMs ? FAST : SLOW;
}

function both(reason: ExclusionReason): HttpClassification {
  return pair(reason, reason);
}

function pair(availability: Classified, latency: Classified): HttpClassification {
  return Object.freeze({ availability, latency });
}
