import { describe, expect, it } from 'vitest';
import { CONFIG_REFERENCE, defineConfig, definePreset } from '../../src/config.ts';
import { CONFIG_FIELDS } from '../../src/config/schema.ts';
import { createApplication, resolveIn } from './application-folder.ts';

describe('the configuration table', () => {
  it('has each key once, with a description', () => {
    const keys = CONFIG_FIELDS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(CONFIG_FIELDS.filter(({ description }) => description === '')).toEqual([]);
  });

  it('has defaults that it would accept itself', () => {
    const findings = CONFIG_FIELDS.filter((field) => field.default !== undefined).flatMap((field) =>
      field.type.check(field.default, field.key),
    );
    expect(findings).toEqual([]);
  });

  it('says in words each default that follows from something else', () => {
    const unsaid = CONFIG_REFERENCE.filter((row) => row.default === '`undefined`');
    expect(unsaid).toEqual([]);
  });

  it('decides every key of the resolved configuration', () => {
    const { config } = resolveIn(createApplication());
    const undecided = CONFIG_FIELDS.filter(({ key }) => {
      const [section = key, name] = key.split('.');
      const value = (config as unknown as Record<string, unknown>)[section];
      return (name === undefined ? value : (value as Record<string, unknown>)[name]) === undefined;
    });
    expect(undecided).toEqual([]);
    expect(CONFIG_FIELDS.filter(({ key }) => !config.sources.has(key))).toEqual([]);
  });
});

describe('identity helpers', () => {
  it('return what they are given', () => {
    const config = { service: { name: 'a' } };
    const preset = { name: 'platform', locked: ['logs'] };
    expect(defineConfig(config)).toBe(config);
    expect(definePreset(preset)).toBe(preset);
  });
});
