/** The kinds of SLI the standard knows; the last segment of every SLI name. */
export const SLI_KINDS = [
  'availability',
  'latency',
  'quality',
  'freshness',
  'coverage',
  'correctness',
  'throughput',
  'durability',
  'saturation',
] as const;

export type SliKind = (typeof SLI_KINDS)[number];

/** Windows an objective may use. Calendar windows need an IANA zone. */
export const OBJECTIVE_WINDOWS = ['7d', '28d', '30d', '90d', 'month', 'quarter'] as const;

export type ObjectiveWindow = (typeof OBJECTIVE_WINDOWS)[number];

/** The target of an SLI. Never an attribute: changing it must not split a series. */
export interface SliObjective {
  /** Good share of valid events, above 0 and below 1: `0.999`. */
  readonly target: number;
  readonly window?: ObjectiveWindow;
}

/** An SLI as declared in code: data only, shared by run time, CLI, lint and generators. */
export interface SliDeclaration {
  /** `<area>.<operation>.<kind>`; see {@link checkSliName}. */
  readonly name: string;
  readonly description?: string;
  /** Closed sets: attribute key to every value it may have. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** For `latency` kinds: a measured duration above it is bad. */
  readonly thresholdMs?: number;
  readonly objective?: SliObjective;
}
