import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRedaction, SECRET_FIELDS } from '../../src/log/secrets.ts';

const redaction = createRedaction(['creditCard', 'a.b*c']);

function redact(value: unknown): unknown {
  return JSON.parse(redaction.redactLine(`${JSON.stringify(value)}\n`));
}

describe('redaction', () => {
  test.each([
    'apiKey',
    'api_key',
    'API-KEY',
    'x-api-key',
    'set-cookie',
    'accessToken',
    'credit_card',
    'a.b*c',
  ])('knows the spelling %s', (field) => {
    expect(redaction.isSecret(field)).toBe(true);
    expect(redact({ [field]: 'value' })).toEqual({ [field]: '[redacted]' });
  });

  test.each(['tokens_used', 'author', 'cookieConsent', 'secretary', 'aXbYc'])('leaves %s alone', (field) => {
    expect(redaction.isSecret(field)).toBe(false);
    expect(redact({ [field]: 'value' })).toEqual({ [field]: 'value' });
  });

  test('replaces whole objects and reaches into lists', () => {
    expect(redact({ list: [{ token: { a: 1 } }, 2], cookie: ['a'] })).toEqual({
      list: [{ token: '[redacted]' }, 2],
      cookie: '[redacted]',
    });
  });

  test('returns a line without secrets as it is, even where a message quotes one', () => {
    const line = `${JSON.stringify({ msg: 'sent {"password":"x"}' })}\n`;
    expect(redaction.redactLine(line)).toBe(line);
  });

  test('keeps the ending of the line', () => {
    expect(redaction.redactLine('{"token":1}\r\n')).toBe('{"token":"[redacted]"}\r\n');
  });

  test('cuts what lies deeper than anything is searched', () => {
    let nested: unknown = { token: 'deep' };
    for (let level = 0; level < 100; level += 1) nested = { inner: nested };
    expect(JSON.stringify(redact(nested))).not.toContain('deep');
  });

  test('is documented field by field', () => {
    const guide = readFileSync(new URL('../../../../docs/guides/logs.md', import.meta.url), 'utf8');
    const documented = /<!-- secrets -->\s+([\s\S]*?)\s+<!-- \/secrets -->/.exec(guide)?.[1] ?? '';
    expect([...documented.matchAll(/`([^`]+)`/g)].map(([, field]) => field)).toEqual([...SECRET_FIELDS]);
  });
});
