import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLI_ERRORS } from '../src/errors.ts';

const GUIDE = readFileSync(new URL('../../../docs/guides/doctor.md', import.meta.url), 'utf8');

test('the guide names every error of the command, and no other', () => {
  const named = new Set(GUIDE.match(/OBS_ERR_[A-Z_]+/g));
  expect([...named].sort()).toEqual(Object.keys(CLI_ERRORS).sort());
});

test('errors are sorted, so that a code is found and not given twice', () => {
  const codes = Object.keys(CLI_ERRORS);
  expect(codes).toEqual([...codes].sort((a, b) => a.localeCompare(b)));
});

test('every error says what to do', () => {
  for (const { message, fix } of Object.values(CLI_ERRORS)) {
    expect(message).toMatch(/[.}]$/);
    expect(fix.length).toBeGreaterThan(10);
  }
});
