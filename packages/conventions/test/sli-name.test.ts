import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSliName, checkSliNames, foldSliName, SLI_KINDS, sliKindOf } from '../src/index.ts';

const segment = fc.stringMatching(/^[a-z][a-z0-9_]{0,11}$/);
const kind = fc.constantFrom(...SLI_KINDS);
const rulesOf = (name: string) => checkSliName(name).map(({ rule }) => rule);

describe('an SLI name', () => {
  test('is right with one to three segments before a kind', () => {
    const names = fc.tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), kind);
    fc.assert(
      fc.property(names, ([segments, last]) => {
        const name = [...segments, last].join('.');
        fc.pre(name.length <= 63);
        expect(checkSliName(name)).toEqual([]);
        expect(sliKindOf(name)).toBe(last);
      }),
    );
  });

  test.each([
    ['Checkout.submit.latency', ['sli-name-characters']],
    ['checkout.submit.latenzy', ['sli-name-kind']],
    ['latency', ['sli-name-segments']],
    ['a.b.c.d.latency', ['sli-name-segments']],
    ['checkout..latency', ['sli-name-characters']],
    ['1checkout.submit.latency', ['sli-name-characters']],
    ['checkout.sub-mit.latency', ['sli-name-characters']],
    [`${'a'.repeat(60)}.latency`, ['sli-name-length']],
    ['', ['sli-name-segments', 'sli-name-characters', 'sli-name-kind']],
  ])('"%s" breaks %j', (name, rules) => {
    expect(rulesOf(name)).toEqual(rules);
  });

  test('that is wrong is told with a fix for each rule', () => {
    for (const { message, fix } of checkSliName('Nope')) {
      expect(message).toContain('Nope');
      expect(fix).not.toBe('');
    }
  });

  test('never makes the check throw, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (name) => void expect(checkSliName(name)).toBeInstanceOf(Array)));
  });
});

describe('a set of SLI names', () => {
  test('is refused when two fold to one label', () => {
    const findings = checkSliNames(['a_b.run.quality', 'a.b_run.quality']);
    expect(findings.map(({ rule }) => rule)).toEqual(['sli-name-collision']);
    expect(foldSliName('a_b.run.quality')).toBe('a-b-run-quality');
  });

  test('may name one SLI twice', () => {
    expect(checkSliNames(['job.run.quality', 'job.run.quality'])).toEqual([]);
  });
});
