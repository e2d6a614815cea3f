import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { createError } from '../../src/errors.ts';
import { runSelfCheck, type SelfCheckOptions } from '../../src/self-check/self-check.ts';

let lines: string[];
let stop: () => void = () => {};

beforeEach(() => {
  lines = [];
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function check(overrides: Partial<SelfCheckOptions> = {}, enabled = true): void {
  stop = runSelfCheck({
    config: { selfCheck: { enabled, afterMs: 30_000 } },
    diagnostics: new Diagnostics({ sink: (line) => lines.push(line) }),
    servedCount: () => 12,
    exportedCount: () => 0,
    lastError: () => undefined,
    ...overrides,
  });
  lines = [];
}

describe('after the configured time', () => {
  test('says that nothing was exported though requests were served', () => {
    check();
    vi.advanceTimersByTime(29_999);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('OBS_ERR_CHECK_NOTHING_EXPORTED: After 30 s and 12 served requests');
  });

  test('names the last failure of an export', () => {
    const details = { signal: 'traces', endpoint: 'http://localhost:4318', reason: 'ECONNREFUSED' };
    check({ lastError: () => createError('OBS_ERR_EXPORT_FAILED', details) });
    vi.advanceTimersByTime(30_000);
    expect(lines[0]).toContain('ECONNREFUSED');
  });

  test.each([
    ['something was exported', { exportedCount: () => 1 }],
    ['no request was served', { servedCount: () => 0 }],
  ])('is silent where %s', (_why, overrides) => {
    check(overrides);
    vi.advanceTimersByTime(30_000);
    expect(lines).toEqual([]);
  });

  test('is silent once it was stopped', () => {
    check();
    stop();
    vi.advanceTimersByTime(30_000);
    expect(lines).toEqual([]);
  });

  test('is silent where the check is switched off', () => {
    check({}, false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
