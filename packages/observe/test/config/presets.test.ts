import { describe, expect, it } from 'vitest';
import type { ObserveConfig } from '../../src/config/model.ts';
import { codesOf, createApplication, resolveIn, thrownBy } from './application-folder.ts';

const PLATFORM: ObserveConfig = {
  name: 'platform',
  locked: ['logs.redact', 'shutdown'],
  logs: { redact: ['iban'], level: 'warn' },
};

function resolvePreset(preset: unknown, rest: ObserveConfig = {}, env: Record<string, string> = {}) {
  return resolveIn(createApplication(), { code: { ...rest, extends: preset } as ObserveConfig, env });
}

describe('presets', () => {
  it('apply in order, each over the presets it extends itself', () => {
    const base = { name: 'base', service: { team: 'base', tier: 'base', namespace: 'base' } };
    const middle = { name: 'middle', extends: base, service: { team: 'middle', tier: 'middle' } };
    const last = { name: 'last', service: { team: 'last' } };
    const { config } = resolvePreset([middle, last]);
    expect(config.service).toMatchObject({ namespace: 'base', tier: 'middle', team: 'last' });
    expect(config.sources.get('service.tier')).toEqual({ layer: 'preset', origin: 'middle' });
  });

  it('of the file win over presets of the code, and lie below the code itself', () => {
    const folder = createApplication({
      'observe.config.json': { extends: { service: { team: 'file-preset', tier: 'file-preset' } } },
    });
    const { config } = resolveIn(folder, {
      code: { extends: { service: { team: 'code-preset' } }, service: { tier: 'code' } },
    });
    expect(config.service).toMatchObject({ team: 'file-preset', tier: 'code' });
    expect(config.sources.get('service.team')?.origin).toBe(`${folder}/observe.config.json extends`);
  });

  it('that extend themselves are a coded error', () => {
    const preset: Record<string, unknown> = { name: 'round' };
    preset.extends = [preset];
    const error = thrownBy(() => resolvePreset(preset));
    expect(error.code).toBe('OBS_ERR_CONFIG_INVALID');
    expect(error.message).toContain('the preset extends itself');
  });

  it('may be shared by two others without being a circle', () => {
    const shared = { service: { team: 'shared' } };
    expect(resolvePreset([{ extends: shared }, { extends: shared }]).config.service.team).toBe('shared');
  });

  it('are bounded in depth and in number', () => {
    const deep = Array.from({ length: 20 }).reduce<ObserveConfig>((inner) => ({ extends: inner }), {});
    expect(thrownBy(() => resolvePreset(deep)).message).toContain('nested deeper than 8');
    const many = Array.from({ length: 100 }, () => ({}));
    expect(thrownBy(() => resolvePreset(many)).message).toContain('more than 64 presets');
  });

  it('are checked like any configuration', () => {
    const error = thrownBy(() => resolvePreset({ name: 'platform', logs: { levle: 'info' } }));
    expect(error.message).toContain('preset platform: logs.levle: unknown key (did you mean logs.level?)');
  });
});

describe('locked keys', () => {
  it.each([
    { by: 'code', rest: { logs: { redact: [] } }, env: {}, source: 'code' },
    { by: 'the environment', rest: {}, env: { OBSERVE_LOGS_REDACT: 'none' }, source: 'OBSERVE_LOGS_REDACT' },
  ])('are not changed by $by, with a warning naming the preset and the key', ({ rest, env, source }) => {
    const resolution = resolvePreset(PLATFORM, rest, env);
    expect(resolution.config.logs.redact).toEqual(['iban']);
    expect(resolution.config.sources.get('logs.redact')?.origin).toBe('platform');
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_LOCKED']);
    expect(resolution.warnings[0]?.message).toContain(
      `${source} sets logs.redact, which preset platform locks`,
    );
  });

  it('are not changed by the file', () => {
    const folder = createApplication({ 'observe.config.json': { logs: { redact: ['x'], level: 'info' } } });
    const resolution = resolveIn(folder, { code: { extends: PLATFORM } });
    expect(resolution.config.logs).toMatchObject({ redact: ['iban'], level: 'info' });
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_LOCKED']);
  });

  it('are not changed by a later preset', () => {
    const resolution = resolvePreset([PLATFORM, { name: 'team', logs: { redact: [] } }]);
    expect(resolution.config.logs.redact).toEqual(['iban']);
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_LOCKED']);
  });

  it('may be repeated with the same value in silence', () => {
    expect(resolvePreset(PLATFORM, { logs: { redact: ['iban'] } }).warnings).toEqual([]);
  });

  it('may be a whole section, and then hold its defaults', () => {
    const resolution = resolvePreset(PLATFORM, {}, { OBSERVE_SHUTDOWN_TIMEOUT_MS: '1' });
    expect(resolution.config.shutdown.timeoutMs).toBe(5_000);
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_LOCKED']);
  });

  it('hold for each signal, when a general exporter setting is locked', () => {
    const preset = { locked: ['exporter.endpoint'], exporter: { endpoint: 'http://platform:4318' } };
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://elsewhere/t' };
    const resolution = resolvePreset(preset, {}, env);
    expect(resolution.config.exporter.tracesEndpoint).toBe('http://platform:4318/v1/traces');
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_LOCKED']);
  });

  it('keep a signal’s endpoint when an operator names another base endpoint', () => {
    const preset = { locked: ['exporter.logsEndpoint'], exporter: { logsEndpoint: 'http://audit/logs' } };
    const { config } = resolvePreset(preset, {}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' });
    expect(config.exporter.logsEndpoint).toBe('http://audit/logs');
    expect(config.exporter.tracesEndpoint).toBe('http://c:4318/v1/traces');
  });
});
