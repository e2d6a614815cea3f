import { expect, test } from 'vitest';
import { defineErrors, isObserveError, ObserveError } from '../src/index.ts';

const createError = defineErrors({
  OBS_ERR_TEST_KEY: { message: 'Unknown key {key}.', fix: 'Did you mean {meant}?' },
});

test('an error carries its code, its message and its fix, with the details filled in', () => {
  const error = createError('OBS_ERR_TEST_KEY', { key: 'sevice', meant: 'service' });
  expect(error).toBeInstanceOf(ObserveError);
  expect(error.code).toBe('OBS_ERR_TEST_KEY');
  expect(error.message).toBe('OBS_ERR_TEST_KEY: Unknown key sevice. Fix: Did you mean service?');
  expect(error.fix).toBe('Did you mean service?');
});

test('a detail nobody gave stays visible as a placeholder', () => {
  expect(createError('OBS_ERR_TEST_KEY').message).toContain('{key}');
});

test('an error of another installed copy is recognised, anything else is not', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('@org/observe.error')]: true });
  expect(isObserveError(foreign)).toBe(true);
  for (const other of [new Error('x'), null, undefined, 'x', {}]) expect(isObserveError(other)).toBe(false);
});

test('the cause is kept', () => {
  const cause = new Error('root');
  expect(createError('OBS_ERR_TEST_KEY', {}, cause).cause).toBe(cause);
});
