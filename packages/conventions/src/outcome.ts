export const SLI_OUTCOMES = ['good', 'bad'] as const;
export type SliOutcome = (typeof SLI_OUTCOMES)[number];

/** Why an event may not count. A service may add reasons of its own for its own SLIs. */
export const EXCLUSION_REASONS = {
  failed: 'The work failed, so its duration says nothing about latency.',
  client_aborted: 'The client closed before the response was complete.',
  streaming: 'The response streams: its duration is the wish of the client.',
  ignored: 'Health checks, preflights, synthetic traffic, and routes opted out.',
  unmatched: 'No route matched: a path that the service does not serve.',
} as const;
export type ExclusionReason = keyof typeof EXCLUSION_REASONS;
