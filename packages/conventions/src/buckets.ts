/**
 * Bucket bounds of durations, in seconds: the advice of the OpenTelemetry semantic conventions for
 * `http.server.request.duration`.
 */
export const DURATION_BUCKETS_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/**
 * Adds bounds to a bucket list, so that every declared latency threshold is a bucket bound too and a backend can
 * compute the same ratio from the histogram.
 *
 * @param base - Ascending bounds, in the metric's unit.
 * @param extra - Further bounds in any order, same unit; what is not a positive finite number is left out.
 * @returns Ascending bounds without repeats.
 */
export function mergeBuckets(base: readonly number[], extra: readonly number[]): number[] {
  const usable = extra.filter((bound) => Number.isFinite(bound) && bound > 0);
  return [...new Set([...base, ...usable])].sort((a, b) => a - b);
}
