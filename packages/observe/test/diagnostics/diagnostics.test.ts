import { defineErrors } from '@org/observe-conventions';
import { expect, test } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';

const createError = defineErrors({ OBS_ERR_TEST_X: { message: 'It broke {times}.', fix: 'Mend it.' } });

function createDiagnostics(debug = false) {
  const lines: string[] = [];
  return { lines, diagnostics: new Diagnostics({ debug, sink: (line) => lines.push(line) }) };
}

test('a problem is said once and counted each time', () => {
  const { lines, diagnostics } = createDiagnostics();
  for (let times = 0; times < 3; times += 1)
    diagnostics.reportOnce(createError('OBS_ERR_TEST_X', { times }), 'it');
  expect(lines).toEqual(['[observe] OBS_ERR_TEST_X: It broke 0. Fix: Mend it.']);
  expect([...diagnostics.counts().values()]).toEqual([3]);
});

test('problems that differ are each said', () => {
  const { lines, diagnostics } = createDiagnostics();
  for (let times = 0; times < 3; times += 1) diagnostics.reportOnce(createError('OBS_ERR_TEST_X', { times }));
  expect(lines).toHaveLength(3);
});

test('a flood of different problems is bounded, and what was not said is counted', () => {
  const { lines, diagnostics } = createDiagnostics();
  for (let times = 0; times < 1_000; times += 1)
    diagnostics.reportOnce(createError('OBS_ERR_TEST_X', { times }));
  expect(lines.length).toBeLessThan(1_000);
  expect(lines.length + diagnostics.unremembered).toBe(1_000);
});

test('a sink that throws does no harm', () => {
  const diagnostics = new Diagnostics({
    sink: () => {
      throw new Error('closed');
    },
  });
  expect(() => diagnostics.reportOnce(createError('OBS_ERR_TEST_X'))).not.toThrow();
});

test('details are written only when debug is on', () => {
  const quiet = createDiagnostics();
  quiet.diagnostics.debug('detail');
  const loud = createDiagnostics(true);
  loud.diagnostics.debug('detail');
  expect([quiet.lines, loud.lines]).toEqual([[], ['[observe] detail']]);
});

test('what a hook threw is reported with a code, whatever it was', () => {
  const { lines, diagnostics } = createDiagnostics();
  const wrap = (reason: string) => createError('OBS_ERR_TEST_X', { times: reason });
  for (const thrown of [new Error('a'), 'b', null, createError('OBS_ERR_TEST_X', { times: 'c' })]) {
    diagnostics.reportThrown(thrown, wrap);
  }
  expect(lines.map((line) => /broke (\w+)/.exec(line)?.[1])).toEqual(['a', 'b', 'null', 'c']);
});
