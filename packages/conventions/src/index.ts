export * from './attributes.ts';
export { DURATION_BUCKETS_SECONDS, mergeBuckets } from './buckets.ts';
export {
  BUILT_IN_SLIS,
  HTTP_SLI_ATTRIBUTES,
  SLI_HTTP_SERVER_AVAILABILITY,
  SLI_HTTP_SERVER_LATENCY,
} from './catalogue.ts';
export { OBJECTIVE_WINDOWS, SLI_KINDS } from './declaration.ts';
export type { ObjectiveWindow, SliDeclaration, SliKind, SliObjective } from './declaration.ts';
export {
  ATTRIBUTE_VALUES_MAX,
  CONVENTIONS_ERRORS,
  DECLARED_ATTRIBUTES_MAX,
  assertSliDeclaration,
  checkSliDeclaration,
} from './declaration-check.ts';
export { ObserveError, defineErrors, isObserveError } from './errors.ts';
export type { ErrorDefinition, ErrorDetails, ErrorTable } from './errors.ts';
export type { Finding } from './finding.ts';
export {
  DEFAULT_IGNORE_PATHS,
  DEFAULT_LATENCY_THRESHOLD_MS,
  DEFAULT_SERIES_BUDGET,
  DEFAULT_SYNTHETIC_HEADER,
  classifyHttpRequest,
} from './http-policy.ts';
export type { Classified, HttpClassification, HttpRequestFacts, HttpRequestPolicy } from './http-policy.ts';
export * from './instruments.ts';
export { METRIC_NAME_LENGTH_MAX, checkMetricName, checkUnit } from './metric-name.ts';
export { EXCLUSION_REASONS, SLI_OUTCOMES } from './outcome.ts';
export type { ExclusionReason, SliOutcome } from './outcome.ts';
export { SLI_NAME_LENGTH_MAX, checkSliName, checkSliNames, foldSliName, sliKindOf } from './sli-name.ts';
export type { SliName } from './sli-name.ts';
