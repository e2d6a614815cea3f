import { isObserveError } from '@org/observe-conventions';
import { beforeEach, describe, expect, test } from 'vitest';
import { declaredSlis } from '../../src/sli/declared-slis.ts';
import { defineSli } from '../../src/sli/define.ts';
import { createRegistry } from './registry.ts';

beforeEach(() => declaredSlis().clear());

describe('a declared SLI', () => {
  test('exists with 0 for each outcome and value before anything happened', async () => {
    defineSli('checkout.submit.quality', { attributes: { payment: ['card', 'invoice'] } });
    const { values } = createRegistry();
    expect(await values('sli.events')).toEqual({
      'kind=quality name=checkout.submit.quality outcome=good payment=card': 0,
      'kind=quality name=checkout.submit.quality outcome=bad payment=card': 0,
      'kind=quality name=checkout.submit.quality outcome=good payment=invoice': 0,
      'kind=quality name=checkout.submit.quality outcome=bad payment=invoice': 0,
    });
  });

  test('counts each of 100,000 events exactly', async () => {
    const { registry, values } = createRegistry();
    const sli = registry.declare({ name: 'job.run.quality' });
    const bound = sli.bindOpen({});
    for (let event = 0; event < 100_000; event += 1) {
      if (event % 10 === 0) bound.exclude('ignored');
      else bound.record(event % 3 !== 0);
    }
    expect(await values('sli.events')).toEqual({
      'kind=quality name=job.run.quality outcome=good': 60_000,
      'kind=quality name=job.run.quality outcome=bad': 30_000,
    });
    expect(await values('sli.excluded')).toEqual({ 'name=job.run.quality reason=ignored': 10_000 });
  });

  test('keeps what was counted before telemetry started', async () => {
    const sli = defineSli('job.run.quality');
    sli.good();
    sli.good();
    sli.bad();
    sli.exclude('warm_up');
    const { values } = createRegistry();
    sli.good();
    expect(await values('sli.events')).toEqual({
      'kind=quality name=job.run.quality outcome=good': 3,
      'kind=quality name=job.run.quality outcome=bad': 1,
    });
    expect(await values('sli.excluded')).toEqual({ 'name=job.run.quality reason=warm_up': 1 });
  });

  test('compares a duration with its threshold, not with a bucket', async () => {
    const sli = defineSli('checkout.submit.latency', { thresholdMs: 123.4 });
    const { values } = createRegistry();
    sli.record(123.4);
    sli.record(123.5);
    expect(await values('sli.events')).toMatchObject({
      'kind=latency name=checkout.submit.latency outcome=good': 1,
      'kind=latency name=checkout.submit.latency outcome=bad': 1,
    });
  });

  test('folds a value outside its set into _OTHER and says so once, with the value', async () => {
    const sli = defineSli('checkout.submit.quality', { attributes: { payment: ['card'] } });
    const { lines, values } = createRegistry();
    for (let count = 0; count < 3; count += 1) sli.good({ payment: 'cash' as 'card' });
    expect(await values('sli.events')).toMatchObject({
      'kind=quality name=checkout.submit.quality outcome=good payment=_OTHER': 3,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/OBS_ERR_SLI_VALUE.*payment="cash"/);
  });
});

describe('measuring work', () => {
  test('returns what it returns and counts success', async () => {
    const sli = defineSli('job.run.quality');
    const { values } = createRegistry();
    expect(sli.measure(() => 7)).toBe(7);
    expect(await sli.measure(async () => 8)).toBe(8);
    expect(await values('sli.events')).toMatchObject({ 'kind=quality name=job.run.quality outcome=good': 2 });
  });

  test.each([
    ['quality', 'sli.events', 'kind=quality name=job.run.quality outcome=bad'],
    ['latency', 'sli.excluded', 'name=job.run.latency reason=failed'],
  ] as const)('throws on what it throws, and counts a failure of a %s SLI', async (kind, metric, series) => {
    const sli = defineSli(`job.run.${kind}`);
    const { values } = createRegistry();
    const failure = new Error('broken');
    expect(() =>
      sli.measure(() => {
        throw failure;
      }),
    ).toThrow(failure);
    await expect(sli.measure(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await values(metric)).toMatchObject({ [series]: 2 });
  });
});

describe('declaring', () => {
  test('the same twice gives the same SLI', () => {
    expect(defineSli('job.run.quality')).toBe(defineSli('job.run.quality'));
  });

  test.each([
    [
      'the name with something else',
      () => defineSli('job.run.quality', { description: 'other' }),
      'OBS_ERR_SLI_CONFLICT',
    ],
    ['a name that folds to the same label', () => defineSli('job_run.quality'), 'OBS_ERR_SLI_CONFLICT'],
    ['a wrong name', () => defineSli('Job.run.quality' as 'job.run.quality'), 'OBS_ERR_SLI_DECLARATION'],
  ])('%s is refused while starting', (_, declare, code) => {
    defineSli('job.run.quality');
    let thrown: unknown;
    try {
      declare();
    } catch (error) {
      thrown = error;
    }
    expect(isObserveError(thrown) && thrown.code).toBe(code);
  });
});

describe('the series budget', () => {
  test('folds, counts each folded event with the attribute at fault, and warns once with the fix', async () => {
    const { registry, lines, values } = createRegistry({ seriesBudget: 4 });
    const sli = registry.declare({ name: 'http.server.availability' });
    for (const route of ['/a', '/b', '/c', '/c', '/d']) sli.bindOpen({ route }).good();
    const events = await values('sli.events');
    expect(Object.values(events).reduce((sum, value) => sum + value, 0)).toBe(5);
    const folded = await values('sli.overflow');
    expect(folded).toEqual({ 'attribute=route name=http.server.availability': 4 });
    expect(lines.filter((line) => line.includes('OBS_ERR_SLI_BUDGET'))).toHaveLength(1);
    expect(lines[0]).toContain('OBSERVE_SLI_SERIES_BUDGET');
  });
});
