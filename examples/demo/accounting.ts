import type { Expectation, SentRequest } from './expectation.ts';
import { LEDGER_PARTS, sliLine, type Ledger, type LedgerPart, type Tally } from './ledger.ts';

/** A line on which what was sent and what arrived differ. */
export interface Finding {
  readonly part: LedgerPart | 'answers';
  readonly line: string;
  readonly expected: number;
  readonly observed: number;
}

/**
 * Compares what must have arrived with what did. Every event counts: one missing or one too many is a finding.
 *
 * @returns Findings in the order of the ledger's parts; none when the telemetry is complete and exact.
 */
export function compareLedgers({ ledger, uncertain }: Expectation, observed: Ledger): Finding[] {
  const slis = settleUncertain(ledger.slis, uncertain, observed.slis);
  const expected: Ledger = { ...ledger, slis };
  return LEDGER_PARTS.flatMap((part) => compareTallies(part, expected[part], observed[part]));
}

/** Requests whose answer was not the planned one: the service, or the machine, did not do what the check builds on. */
export function checkAnswers(sent: readonly SentRequest[]): Finding[] {
  return sent
    .filter(({ plan, status, problem }) => problem !== undefined || status !== plan.events[0]?.status)
    .map(({ plan, status, problem }) => ({
      part: 'answers' as const,
      line: `${plan.traceId} ${plan.caseName}: ${problem ?? `status ${status} instead of ${plan.events[0]?.status}`}`,
      expected: 1,
      observed: 0,
    }));
}

/** One line for a person: what is missing or too much, and of which trace or series. */
export function describeFinding({ part, line, expected, observed }: Finding): string {
  const difference = observed - expected;
  const kind = difference < 0 ? `missing ${-difference}` : `extra ${difference}`;
  return `${part.padEnd(9)} ${kind.padEnd(11)} ${line}  (sent ${expected}, arrived ${observed})`;
}

/** Each uncertain event is taken for what was observed, as long as there is an observation left to take. */
function settleUncertain(expected: Tally, uncertain: Expectation['uncertain'], observed: Tally): Tally {
  const settled: Tally = new Map(expected);
  for (const facts of uncertain) {
    const good = sliLine(facts, 'good');
    const bad = sliLine(facts, 'bad');
    const isGood = (observed.get(good) ?? 0) > (settled.get(good) ?? 0);
    const line = isGood ? good : bad;
    settled.set(line, (settled.get(line) ?? 0) + 1);
  }
  return settled;
}

function compareTallies(part: LedgerPart, expected: Tally, observed: Tally): Finding[] {
  const lines = new Set([...expected.keys(), ...observed.keys()]);
  return [...lines]
    .map((line) => ({ part, line, expected: expected.get(line) ?? 0, observed: observed.get(line) ?? 0 }))
    .filter((finding) => finding.expected !== finding.observed);
}
