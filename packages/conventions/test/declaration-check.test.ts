import { describe, expect, test } from 'vitest';
import {
  assertSliDeclaration,
  BUILT_IN_SLIS,
  checkSliDeclaration,
  isObserveError,
  type SliDeclaration,
} from '../src/index.ts';

const RIGHT: SliDeclaration = { name: 'checkout.submit.latency', thresholdMs: 300 };
const rulesOf = (changes: object) =>
  checkSliDeclaration({ ...RIGHT, ...changes } as SliDeclaration).map(({ rule }) => rule);

describe('a declaration', () => {
  test('of the catalogue is right', () => {
    for (const declaration of BUILT_IN_SLIS) expect(checkSliDeclaration(declaration)).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['no name', { name: undefined, thresholdMs: undefined }, ['sli-name-missing']],
    ['an open attribute', { attributes: { payment: [] } }, ['sli-attribute-values']],
    ['an attribute that is no list', { attributes: { payment: 'card' } }, ['sli-attribute-values']],
    ['an empty value', { attributes: { payment: [''] } }, ['sli-attribute-values']],
    ['a reserved attribute', { attributes: { 'sli.name': ['x'] } }, ['sli-attribute-reserved']],
    ['an attribute key in capitals', { attributes: { Payment: ['x'] } }, ['sli-attribute-key']],
    [
      'too many values',
      { attributes: { payment: Array.from({ length: 101 }, (_, index) => `v${index}`) } },
      ['sli-attribute-value-count'],
    ],
    [
      'too many attributes',
      { attributes: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`a${index}`, ['x']])) },
      ['sli-attribute-count'],
    ],
    ['a threshold of 0', { thresholdMs: 0 }, ['sli-threshold']],
    ['a threshold of another kind', { name: 'checkout.submit.quality' }, ['sli-threshold-kind']],
    ['a target of 1', { objective: { target: 1 } }, ['sli-objective-target']],
    ['a target in percent', { objective: { target: 99.9 } }, ['sli-objective-target']],
    ['an unknown window', { objective: { target: 0.9, window: '5d' } }, ['sli-objective-window']],
  ])('with %s is refused', (_, changes, rules) => {
    expect(rulesOf(changes)).toEqual(rules);
  });

  test('that breaks several rules is refused with all of them at once', () => {
    const wrong = { name: 'Nope', objective: { target: 2 } };
    const thrown = catchError(() => assertSliDeclaration(wrong));
    expect(isObserveError(thrown) && thrown.code).toBe('OBS_ERR_SLI_DECLARATION');
    expect(String(thrown)).toMatch(/sli-name-kind.*sli-objective-target/);
  });
});

function catchError(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
