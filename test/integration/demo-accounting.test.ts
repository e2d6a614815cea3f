import { describe, expect, test } from 'vitest';
import { checkAnswers, compareLedgers, describeFinding } from '../../examples/demo/accounting.ts';
import { expectTelemetry, type SentRequest } from '../../examples/demo/expectation.ts';
import { LOAD_CASES } from '../../examples/demo/load-cases.ts';
import { planLoad } from '../../examples/demo/load-plan.ts';
import { count, type Ledger, type LedgerPart } from '../../examples/demo/ledger.ts';

const REQUESTS = 400;

/** A run in which every request went as planned and took as long as it was asked to. */
function sendAll(requests = REQUESTS): SentRequest[] {
  return [...planLoad(7, requests)].map((plan) => ({
    plan,
    durationMs: plan.delayMs + 3,
    status: plan.events[0]?.status,
  }));
}

/** What arrives when nothing is lost. */
function completeTelemetry(sent: readonly SentRequest[]): Ledger {
  return expectTelemetry(sent).ledger;
}

function firstLine(ledger: Ledger, part: LedgerPart): string {
  const [line] = ledger[part].keys();
  if (line === undefined) throw new Error(`the ledger has no ${part}`);
  return line;
}

describe('the plan of the load', () => {
  test('is the same for the same seed, down to the trace ids', () => {
    expect([...planLoad(1, 50)]).toEqual([...planLoad(1, 50)]);
    expect([...planLoad(1, 50)]).not.toEqual([...planLoad(2, 50)]);
  });

  test('holds every case in its first round', () => {
    const names = [...planLoad(3, LOAD_CASES.length)].map(({ caseName }) => caseName);
    expect(names.sort()).toEqual(LOAD_CASES.map(({ name }) => name).sort());
  });

  test('gives every request a trace of its own', () => {
    const ids = [...planLoad(5, 2_000)].map(({ traceId }) => traceId);
    expect(new Set(ids).size).toBe(2_000);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  test('covers every row of the HTTP policy', () => {
    const events = sendAll().flatMap(({ plan }) => plan.events);
    const seen = new Set(events.map(({ availability, latency }) => `${availability} ${latency}`));
    for (const row of [
      'good good',
      'good bad',
      'bad failed',
      'client_aborted client_aborted',
      'ignored ignored',
      'unmatched unmatched',
    ]) {
      expect(seen).toContain(row);
    }
  });
});

describe('the accounting', () => {
  test('finds nothing when everything arrived', () => {
    const sent = sendAll();
    expect(compareLedgers(expectTelemetry(sent), completeTelemetry(sent))).toEqual([]);
    expect(checkAnswers(sent)).toEqual([]);
  });

  test('expects two server spans in one trace for a request that crosses both services', () => {
    const checkout = sendAll().find(({ plan }) => plan.path === '/orders');
    if (checkout === undefined) throw new Error('the plan holds no checkout');
    const { spans } = completeTelemetry([checkout]);
    expect([...spans.keys()].map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      `${checkout.plan.traceId} orders`,
      `${checkout.plan.traceId} inventory`,
    ]);
  });

  test.each(['durations', 'slis', 'spans', 'logs'] as const)(
    'names the one event missing among the %s',
    (part) => {
      const sent = sendAll();
      const observed = completeTelemetry(sent);
      const line = firstLine(observed, part);
      count(observed[part], line, -1);
      const findings = compareLedgers(expectTelemetry(sent), observed);
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ part, line });
      expect(findings.map(describeFinding).join()).toContain('missing 1');
    },
  );

  test.each(['durations', 'slis', 'spans', 'logs'] as const)(
    'names the one duplicate among the %s',
    (part) => {
      const sent = sendAll();
      const observed = completeTelemetry(sent);
      const line = firstLine(observed, part);
      count(observed[part], line);
      const findings = compareLedgers(expectTelemetry(sent), observed);
      expect(findings).toHaveLength(1);
      expect(findings.map(describeFinding).join()).toMatch(/extra 1.*\d/);
    },
  );

  test('names telemetry that no request led to', () => {
    const observed = completeTelemetry([]);
    count(observed.spans, `${'0'.repeat(31)}1 orders GET /orders/:orderId 200`);
    expect(compareLedgers(expectTelemetry([]), observed)).toMatchObject([
      { part: 'spans', expected: 0, observed: 1 },
    ]);
  });

  test('names a good event that arrived as bad, on both sides', () => {
    const sent = sendAll(40);
    const observed = completeTelemetry(sent);
    const line = [...observed.slis.keys()].find((key) => / http\.server\.availability .* good$/.test(key));
    if (line === undefined) throw new Error('no good event');
    count(observed.slis, line, -1);
    count(observed.slis, line.replace(/good$/, 'bad'));
    expect(compareLedgers(expectTelemetry(sent), observed)).toHaveLength(2);
  });

  test('names a request that was answered otherwise than planned', () => {
    const [first, ...rest] = sendAll(40);
    if (first === undefined) throw new Error('nothing sent');
    const refused = { ...first, status: undefined, problem: 'connect ECONNREFUSED' };
    expect(
      checkAnswers([refused, ...rest])
        .map(describeFinding)
        .join(),
    ).toContain('ECONNREFUSED');
  });
});

describe('a request that the machine made slow', () => {
  const planned = sendAll().find(({ plan }) => plan.caseName === 'read an order');
  if (planned === undefined) throw new Error('the plan holds no order to read');
  const slow: SentRequest = { ...planned, durationMs: 800 };
  const prefix = 'orders http.server.latency GET /orders/:orderId';

  test.each(['good', 'bad'])('may count as %s', (outcome) => {
    const observed = completeTelemetry([slow]);
    count(observed.slis, `${prefix} ${outcome}`);
    expect(compareLedgers(expectTelemetry([slow]), observed)).toEqual([]);
  });

  test('must count as one of the two', () => {
    expect(compareLedgers(expectTelemetry([slow]), completeTelemetry([slow]))).toHaveLength(1);
  });

  test('must not count as both', () => {
    const observed = completeTelemetry([slow]);
    count(observed.slis, `${prefix} good`);
    count(observed.slis, `${prefix} bad`);
    expect(compareLedgers(expectTelemetry([slow]), observed)).toHaveLength(1);
  });
});
