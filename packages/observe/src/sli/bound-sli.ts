import { OTHER } from '@org/observe-conventions';
import type { CounterSeries } from '../recording/counter-series.ts';

/** Exclusion reasons of its own one SLI may use before further ones fold into `_OTHER`. */
const REASONS_MAX = 20;

/** Where bound series live once telemetry runs: slots of the two counters of the standard. */
export interface SliSlots {
  readonly events: CounterSeries;
  readonly excluded: CounterSeries;
  readonly goodSlot: number;
  readonly badSlot: number;
  /** Counts events whose series were folded into `_OTHER`; `undefined` where they have their own. */
  readonly countOverflow: (() => void) | undefined;
  /** Resolves the series of an exclusion reason; called once for each reason. */
  bindReason(reason: string): number;
}

/**
 * One SLI with one set of attribute values: the path without allocation. Before telemetry starts it keeps plain
 * counts, which are added to the series when it does, so nothing recorded early is lost.
 */
export class BoundSli {
  readonly #thresholdMs: number;
  #slots: SliSlots | undefined;
  #pendingGood = 0;
  #pendingBad = 0;
  readonly #pendingReasons = new Map<string, number>();
  readonly #reasonSlots = new Map<string, number>();

  /** @param thresholdMs - A measured duration above it is bad, in milliseconds. */
  constructor(thresholdMs: number) {
    this.#thresholdMs = thresholdMs;
  }

  good(): void {
    const slots = this.#slots;
    if (slots === undefined) {
      this.#pendingGood += 1;
      return;
    }
    slots.events.add(slots.goodSlot);
    slots.countOverflow?.();
  }

  bad(): void {
    const slots = this.#slots;
    if (slots === undefined) {
      this.#pendingBad += 1;
      return;
    }
    slots.events.add(slots.badSlot);
    slots.countOverflow?.();
  }

  /** Counts an event that is neither good nor bad. */
  exclude(reason: string): void {
    if (this.#slots === undefined) {
      const key = boundReason(this.#pendingReasons, reason);
      this.#pendingReasons.set(key, (this.#pendingReasons.get(key) ?? 0) + 1);
      return;
    }
    this.#slots.excluded.add(this.#reasonSlot(this.#slots, reason));
  }

  /** Counts a duration in milliseconds against the threshold, or a truth as good or bad. */
  record(value: number | boolean): void {
    const good = typeof value === 'number' ? value <= this.#thresholdMs : value;
    if (good) this.good();
    else this.bad();
  }

  /** Moves to the series of a running telemetry, with what was counted before. */
  attach(slots: SliSlots): void {
    this.#slots = slots;
    this.#reasonSlots.clear();
    slots.events.add(slots.goodSlot, this.#pendingGood);
    slots.events.add(slots.badSlot, this.#pendingBad);
    for (const [reason, count] of this.#pendingReasons)
      slots.excluded.add(this.#reasonSlot(slots, reason), count);
    this.#pendingGood = 0;
    this.#pendingBad = 0;
    this.#pendingReasons.clear();
  }

  #reasonSlot(slots: SliSlots, reason: string): number {
    const known = this.#reasonSlots.get(reason);
    if (known !== undefined) return known;
    const key = boundReason(this.#reasonSlots, reason);
    const slot = slots.bindReason(key);
    this.#reasonSlots.set(key, slot);
    return slot;
  }
}

function boundReason(known: ReadonlyMap<string, number>, reason: string): string {
  return known.has(reason) || known.size < REASONS_MAX ? reason : OTHER;
}
