import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyHttpRequest, type HttpRequestFacts } from '../src/index.ts';

const SERVED: HttpRequestFacts = {
  statusCode: 200,
  durationMs: 20,
  aborted: false,
  destroyed: false,
  failed: false,
  streaming: false,
  ignored: false,
  matched: true,
};
const POLICY = { latencyThresholdMs: 500, badStatusCodes: [] };

const facts = fc.record({
  statusCode: fc.integer({ min: 0, max: 599 }),
  durationMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
  aborted: fc.boolean(),
  destroyed: fc.boolean(),
  failed: fc.boolean(),
  streaming: fc.boolean(),
  ignored: fc.boolean(),
  matched: fc.boolean(),
});

describe('the HTTP policy', () => {
  test.each<[string, Partial<HttpRequestFacts>, string, string]>([
    ['a fast answer', {}, 'good', 'good'],
    ['an answer exactly at the threshold', { durationMs: 500 }, 'good', 'good'],
    ['an answer above the threshold', { durationMs: 500.001 }, 'good', 'bad'],
    ['a redirect', { statusCode: 302 }, 'good', 'good'],
    ['an error of the client', { statusCode: 404 }, 'good', 'good'],
    ['a 429', { statusCode: 429 }, 'good', 'good'],
    ['an error of the server', { statusCode: 500 }, 'bad', 'failed'],
    ['an uncaught error', { failed: true }, 'bad', 'failed'],
    ['a socket the server destroyed', { destroyed: true, statusCode: 0 }, 'bad', 'failed'],
    ['a client that left', { aborted: true, statusCode: 0 }, 'client_aborted', 'client_aborted'],
    [
      'a client that left after a 500',
      { aborted: true, statusCode: 500 },
      'client_aborted',
      'client_aborted',
    ],
    ['a stream', { streaming: true, durationMs: 90_000 }, 'good', 'streaming'],
    ['a stream its client left', { streaming: true, aborted: true }, 'good', 'streaming'],
    [
      'a stream its client left before it began',
      { streaming: true, aborted: true, statusCode: 0 },
      'client_aborted',
      'client_aborted',
    ],
    ['a stream that failed', { streaming: true, statusCode: 503 }, 'bad', 'failed'],
    ['a probe', { ignored: true, statusCode: 503 }, 'ignored', 'ignored'],
    ['an unmatched path', { matched: false, statusCode: 404 }, 'unmatched', 'unmatched'],
  ])('counts %s', (_, changes, availability, latency) => {
    expect(classifyHttpRequest({ ...SERVED, ...changes }, POLICY)).toEqual({ availability, latency });
  });

  test('counts a listed status as bad', () => {
    const policy = { ...POLICY, badStatusCodes: [429] };
    expect(classifyHttpRequest({ ...SERVED, statusCode: 429 }, policy)).toEqual({
      availability: 'bad',
      latency: 'failed',
    });
  });

  test('never makes latency count where availability does not', () => {
    fc.assert(
      fc.property(facts, (request) => {
        const { availability, latency } = classifyHttpRequest(request, POLICY);
        if (latency === 'good' || latency === 'bad') expect(availability).toBe('good');
        if (availability === 'bad') expect(latency).toBe('failed');
      }),
    );
  });

  test('answers with one of a few records, and makes none', () => {
    const seen = new Set<object>();
    fc.assert(
      fc.property(facts, (request) => void seen.add(classifyHttpRequest(request, POLICY))),
      { numRuns: 500 },
    );
    expect(seen.size).toBeLessThanOrEqual(7);
    for (const record of seen) expect(Object.isFrozen(record)).toBe(true);
  });
});
