import { OTHER } from '@org/observe-conventions';

/** Attributes of one series: closed-set strings, and numbers where the conventions want them (status codes). */
export type SeriesAttributes = Readonly<Record<string, string | number>>;

/** Told when a metric has used up its series budget. */
export interface Overflow {
  readonly metric: string;
  readonly budget: number;
  /** The attribute with the most distinct values: the one to bound. */
  readonly attribute: string;
}

export interface SlotTableOptions {
  readonly metric: string;
  /** Series allowed before further ones fold into `_OTHER`. */
  readonly budget: number;
  /** Attribute keys whose values survive the folding, such as `sli.outcome`. */
  readonly keep?: readonly string[];
  readonly onOverflow?: (overflow: Overflow) => void;
}

/**
 * Gives each distinct attribute set of a metric a slot number, once; whoever records keeps the number. Past the
 * budget, sets share the slot of their folded form.
 */
export class SlotTable {
  readonly #options: SlotTableOptions;
  readonly #slots = new Map<string, number>();
  readonly #attributes: SeriesAttributes[] = [];
  readonly #values = new Map<string, Set<string | number>>();
  /** Folded slots, with the attribute at fault. */
  readonly #folded = new Map<number, string>();

  constructor(options: SlotTableOptions) {
    this.#options = options;
  }

  /** Number of slots given out. */
  get size(): number {
    return this.#attributes.length;
  }

  /** Series that may still be bound before the budget is used up. */
  get remaining(): number {
    return Math.max(0, this.#options.budget - this.#slots.size + this.#folded.size);
  }

  attributesOf(slot: number): SeriesAttributes {
    return this.#attributes[slot] ?? {};
  }

  /** The attribute at fault when a slot is a folded one; `undefined` for an ordinary slot. */
  overflowAttribute(slot: number): string | undefined {
    return this.#folded.get(slot);
  }

  /** The slot of an attribute set: the same set in any order always has the same one. */
  bind(attributes: SeriesAttributes): number {
    const key = canonicalKey(attributes);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    if (this.remaining > 0) {
      this.#noteValues(attributes);
      return this.#allocate(key, attributes);
    }
    return this.#bindFolded(attributes);
  }

  /** Folded slots stand outside the budget: there are no more of them than kept values have combinations. */
  #bindFolded(attributes: SeriesAttributes): number {
    const { metric, budget, keep = [], onOverflow } = this.#options;
    const attribute = this.#guiltyAttribute(keep);
    onOverflow?.({ metric, budget, attribute });
    const folded = Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, keep.includes(key) ? value : OTHER]),
    );
    const key = canonicalKey(folded);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.#allocate(key, folded);
    this.#folded.set(slot, attribute);
    return slot;
  }

  #allocate(key: string, attributes: SeriesAttributes): number {
    const slot = this.#attributes.length;
    this.#attributes.push(Object.freeze({ ...attributes }));
    this.#slots.set(key, slot);
    return slot;
  }

  #noteValues(attributes: SeriesAttributes): void {
    for (const [key, value] of Object.entries(attributes)) {
      const values = this.#values.get(key);
      if (values === undefined) this.#values.set(key, new Set([value]));
      else values.add(value);
    }
  }

  #guiltyAttribute(keep: readonly string[]): string {
    let guilty = '';
    let most = 0;
    for (const [key, values] of this.#values) {
      if (keep.includes(key) || values.size <= most) continue;
      guilty = key;
      most = values.size;
    }
    return guilty;
  }
}

/** Length-prefixed, so that no value can be mistaken for a neighbour's key. */
function canonicalKey(attributes: SeriesAttributes): string {
  let key = '';
  for (const name of Object.keys(attributes).sort()) {
    const value = attributes[name] as string | number;
    const text = String(value);
    key += `${name.length}:${name}${typeof value === 'number' ? '#' : '='}${text.length}:${text}`;
  }
  return key;
}
