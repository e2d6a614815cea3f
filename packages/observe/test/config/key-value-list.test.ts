import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyValueList } from '../../src/config/key-value-list.ts';
import { resolveEnv } from './application-folder.ts';

const key = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((name) => name.trim() === name);
const value = fc.string({ maxLength: 40, unit: 'grapheme' });

function encode(entries: readonly (readonly [string, string])[]): string {
  return entries.map((entry) => entry.map(encodeURIComponent).join('=')).join(',');
}

describe('key=value lists', () => {
  it('give back every list that was percent-encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 20 }), (entries) => {
        expect(parseKeyValueList(encode(entries)).entries).toEqual(new Map(entries));
      }),
    );
  });

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('=' as const, ':' as const),
        (text, separator) => {
          const { entries, problem } = parseKeyValueList(text, separator);
          expect(entries === undefined).toBe(problem !== undefined);
        },
      ),
    );
  });

  it('are discarded as a whole when one entry cannot be decoded', () => {
    expect(parseKeyValueList('a=1,b=%E0%A4%A,c=3').problem).toContain('percent encoding');
  });

  it.each([
    ['a=1,,b=2,', { a: '1', b: '2' }],
    [' a = 1 , b = 2 ', { a: '1', b: '2' }],
    ['a=b=c==', { a: 'b=c==' }],
    ['a=1,a=2', { a: '2' }],
    ['a=', { a: '' }],
    ['k%C3%A4se=%20x%2C', { käse: ' x,' }],
  ])('read %s', (text, entries) => {
    expect(parseKeyValueList(text).entries).toEqual(new Map(Object.entries(entries)));
  });

  it.each([
    ['too many entries', Array.from({ length: 200 }, (_, index) => `k${index}=v`).join(',')],
    ['a huge value', `k=${'v'.repeat(5_000)}`],
    ['an entry without a key', '=v'],
  ])('with %s are refused', (_, text) => {
    expect(parseKeyValueList(text).problem).toBeTypeOf('string');
  });

  it('reach resource attributes and headers decoded', () => {
    const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const printable = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    fc.assert(
      fc.property(fc.dictionary(token, printable, { maxKeys: 5, noNullPrototype: true }), (entries) => {
        const text = encode(Object.entries(entries));
        const env = { OTEL_EXPORTER_OTLP_HEADERS: text, OTEL_RESOURCE_ATTRIBUTES: text };
        const { config, warnings } = resolveEnv(env);
        expect(warnings).toEqual([]);
        expect(config.exporter.headers).toEqual(entries);
        expect(config.resource.attributes).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });
});
