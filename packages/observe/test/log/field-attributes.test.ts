import { describe, expect, test } from 'vitest';
import { addException, ATTRIBUTES_MAX, flattenFields } from '../../src/log/field-attributes.ts';
import { createRedaction } from '../../src/log/secrets.ts';

const redaction = createRedaction();
const flatten = (fields: object) => flattenFields(fields, redaction);

describe('logged fields as attributes', () => {
  test('are flat, with dotted keys', () => {
    expect(flatten({ a: 1, b: { c: true, d: { e: 'text' } }, list: [1, 'two'], big: 10n })).toEqual({
      a: 1,
      'b.c': true,
      'b.d.e': 'text',
      list: [1, 'two'],
      big: '10',
    });
  });

  test('spread lists of objects by index', () => {
    expect(flatten({ items: [{ id: 1 }, { id: 2 }] })).toEqual({ 'items.0.id': 1, 'items.1.id': 2 });
  });

  test('hold errors, dates and whatever has a toJSON', () => {
    expect(flatten({ when: new Date(0), cause: new TypeError('no'), url: new URL('http://a/b') })).toEqual({
      when: '1970-01-01T00:00:00.000Z',
      'cause.type': 'TypeError',
      'cause.message': 'no',
      'cause.stack': expect.stringContaining('TypeError: no'),
      url: 'http://a/b',
    });
  });

  test('leave out what has no value', () => {
    expect(flatten({ a: undefined, b: null, c: () => 1, d: Symbol('d'), e: Buffer.alloc(9) })).toEqual({});
  });

  test('replace secrets at every depth', () => {
    expect(flatten({ headers: { authorization: 'Bearer x', accept: 'a' }, password: { hash: 1 } })).toEqual({
      'headers.authorization': '[redacted]',
      'headers.accept': 'a',
      password: '[redacted]',
    });
  });

  test('are bounded in number, depth, length and keys, whatever is logged', () => {
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle['self'] = cycle;
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index]));
    expect(Object.keys(flatten(many))).toHaveLength(ATTRIBUTES_MAX);
    expect(Object.keys(flatten({ cycle }))).toHaveLength(3);
    expect(flatten({ text: 'x'.repeat(1e6) })['text']).toHaveLength(8_192);
    expect(flatten({ list: Array.from({ length: 1e5 }, () => 1) })['list']).toHaveLength(64);
    expect(flatten({ ['k'.repeat(500)]: 1 })).toEqual({});
  });

  test('keep what was read before a getter threw', () => {
    const fields = {
      first: 1,
      get second(): never {
        throw new Error('hostile');
      },
      third: 3,
    };
    expect(flatten(fields)).toEqual({ first: 1 });
  });

  test('never reach a prototype', () => {
    const attributes = flatten(JSON.parse('{"__proto__":["x"],"constructor":{"prototype":{"polluted":1}}}'));
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(attributes).toEqual({ 'constructor.prototype.polluted': 1 });
  });
});

describe('an error as attributes', () => {
  test.each([
    ['an Error', new TypeError('broken'), 'TypeError', 'broken'],
    ['a serialized one', { type: 'DbError', message: 'gone', stack: 'DbError: gone' }, 'DbError', 'gone'],
  ])('is %s by the conventions for exceptions', (_, error, type, message) => {
    const attributes = {};
    addException(attributes, error);
    expect(attributes).toEqual({
      'error.type': type,
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': expect.stringContaining(`${type}: ${message}`),
    });
  });

  test('is a message where something else was thrown', () => {
    const attributes = {};
    addException(attributes, 'just text');
    addException(attributes, undefined);
    expect(attributes).toEqual({ 'exception.message': 'just text' });
  });
});
