import {
  ATTR_SLI_ATTRIBUTE,
  ATTR_SLI_KIND,
  ATTR_SLI_NAME,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  METRIC_SLI_EVENTS,
  METRIC_SLI_EXCLUDED,
  METRIC_SLI_OVERFLOW,
  sliKindOf,
  type SliDeclaration,
} from '@org/observe-conventions';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { CounterSeries } from '../recording/counter-series.ts';
import type { SeriesProducer } from '../recording/producer.ts';
import type { Overflow } from '../recording/slot-table.ts';
import type { SliSlots } from './bound-sli.ts';
import { declaredSlis, declareSli } from './declared-slis.ts';
import type { Sli, SliSink } from './sli.ts';

export interface SliRegistryOptions {
  readonly producer: SeriesProducer;
  /** Series each metric may have before further ones fold into `_OTHER`. */
  readonly seriesBudget: number;
  readonly diagnostics: Diagnostics;
}

/** The running side of all declared SLIs: the counters of the standard, and their budget. */
export class SliRegistry implements SliSink {
  readonly #diagnostics: Diagnostics;
  readonly #events: CounterSeries;
  readonly #excluded: CounterSeries;
  readonly #overflow: CounterSeries;
  readonly #adopted = new WeakSet<Sli>();

  constructor({ producer, seriesBudget, diagnostics }: SliRegistryOptions) {
    this.#diagnostics = diagnostics;
    const onOverflow = (overflow: Overflow) => this.reportOverflow(overflow);
    const budget = seriesBudget;
    this.#events = new CounterSeries({
      metric: METRIC_SLI_EVENTS,
      budget,
      keep: [ATTR_SLI_NAME, ATTR_SLI_KIND, ATTR_SLI_OUTCOME],
      onOverflow,
    });
    this.#excluded = new CounterSeries({
      metric: METRIC_SLI_EXCLUDED,
      budget,
      keep: [ATTR_SLI_NAME],
      onOverflow,
    });
    this.#overflow = new CounterSeries({ metric: METRIC_SLI_OVERFLOW, budget });
    for (const series of [this.#events, this.#excluded, this.#overflow]) producer.add(series);
    for (const sli of declaredSlis().values()) this.adopt(sli);
  }

  /** Declares an SLI by data: those of the configuration and the built-in ones. */
  declare(declaration: SliDeclaration): Sli {
    const sli = declareSli(declaration);
    this.adopt(sli);
    return sli;
  }

  /** Counts an SLI here from now on, and zero-initialises its series. */
  adopt(sli: Sli): void {
    if (this.#adopted.has(sli)) return;
    this.#adopted.add(sli);
    sli.attach(this);
    for (const attributes of combinations(sli.declaration, this.#events.slots.remaining))
      sli.bindOpen(attributes);
  }

  bindSli(declaration: SliDeclaration, attributes: Readonly<Record<string, string>>): SliSlots {
    const name = declaration.name;
    const identity = { [ATTR_SLI_NAME]: name, [ATTR_SLI_KIND]: sliKindOf(name) ?? 'quality' };
    const goodSlot = this.#events.bind({ ...attributes, ...identity, [ATTR_SLI_OUTCOME]: 'good' });
    const badSlot = this.#events.bind({ ...attributes, ...identity, [ATTR_SLI_OUTCOME]: 'bad' });
    return {
      events: this.#events,
      excluded: this.#excluded,
      goodSlot,
      badSlot,
      countOverflow: this.overflowCounter(name, this.#events.slots.overflowAttribute(goodSlot)),
      bindReason: (reason) => this.#excluded.bind({ [ATTR_SLI_NAME]: name, [ATTR_SLI_REASON]: reason }),
    };
  }

  /** Counts events of a folded series, by SLI or metric name and the attribute at fault; nothing for an ordinary one. */
  overflowCounter(name: string, attribute: string | undefined): (() => void) | undefined {
    if (attribute === undefined) return undefined;
    const slot = this.#overflow.bind({ [ATTR_SLI_NAME]: name, [ATTR_SLI_ATTRIBUTE]: attribute });
    return () => this.#overflow.add(slot);
  }

  /** Says once that a metric has used up its series budget, naming the attribute at fault. */
  reportOverflow({ metric, budget, attribute }: Overflow): void {
    const error = createError('OBS_ERR_SLI_BUDGET', { metric, budget, attribute });
    this.#diagnostics.reportOnce(error, `${metric} ${attribute}`);
  }

  onUnknownValue({ name }: SliDeclaration, attribute: string, value: string): void {
    const error = createError('OBS_ERR_SLI_VALUE', {
      name,
      attribute,
      value: JSON.stringify(value.slice(0, 50)),
    });
    this.#diagnostics.reportOnce(error, `${name} ${attribute}`);
  }
}

/** Every combination of an SLI's closed attribute values, as many as `max` allows. */
function combinations({ attributes = {} }: SliDeclaration, max: number): Record<string, string>[] {
  let rows: Record<string, string>[] = [{}];
  for (const [key, values] of Object.entries(attributes)) {
    if (rows.length * values.length > max) return [];
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value })));
  }
  return rows;
}
