/** Counts of a histogram: one more bucket than bounds, the last one open. */
export interface Buckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Estimates a quantile from histogram buckets, as Prometheus does: evenly spread inside the bucket it falls into.
 *
 * @param quantile - Above 0 and at most 1: 0.99 for p99.
 * @returns The estimate in the unit of the bounds, the highest bound if it lies above, `undefined` without events.
 */
export function estimateQuantile({ bounds, counts }: Buckets, quantile: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = quantile * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    const upper = bounds[index];
    if (upper === undefined) return bounds.at(-1);
    if (below + count >= rank && count > 0) {
      const lower = index === 0 ? 0 : (bounds[index - 1] ?? 0);
      return lower + ((upper - lower) * (rank - below)) / count;
    }
    below += count;
  }
  return bounds.at(-1);
}

/** Adds the counts of two histograms with the same bounds. */
export function addBuckets(first: Buckets | undefined, second: Buckets): Buckets {
  if (first === undefined) return second;
  return {
    bounds: first.bounds,
    counts: first.counts.map((count, index) => count + (second.counts[index] ?? 0)),
  };
}
