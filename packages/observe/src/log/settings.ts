import type { LogLevel, ResolvedConfig } from '../config/model.ts';
import { currentRuntime } from '../runtime/runtime.ts';
import { createRedaction, type Redaction } from './secrets.ts';

/** What the configuration says about logs, prepared for the hot path. */
export interface LogSettings {
  /** Whether anything is added to what loggers do themselves: ids, request lines, log records. */
  readonly enabled: boolean;
  readonly level: LogLevel;
  readonly stdout: boolean;
  readonly otlp: boolean;
  readonly redaction: Redaction;
  /** `,"service":"…","env":"…","version":"…"`: the part of each line that never changes. */
  readonly origin: string;
}

/** Without running telemetry the logger is a plain one, on standard output only. */
const IDLE_SETTINGS: LogSettings = Object.freeze({
  enabled: true,
  level: 'info',
  stdout: true,
  otlp: false,
  redaction: createRedaction(),
  origin: '',
});

let prepared = IDLE_SETTINGS;
let preparedFor: ResolvedConfig | undefined;

/** The settings in force: those of the running telemetry, whenever it started. */
export function logSettings(): LogSettings {
  const config = currentRuntime()?.config;
  if (config !== preparedFor) {
    preparedFor = config;
    prepared = config === undefined ? IDLE_SETTINGS : prepareSettings(config);
  }
  return prepared;
}

function prepareSettings({ logs, service }: ResolvedConfig): LogSettings {
  const origin = { service: service.name, env: service.environment, version: service.version };
  return {
    enabled: logs.enabled,
    level: logs.level,
    stdout: logs.stdout,
    otlp: logs.enabled && logs.otlp,
    redaction: logs.redact.length === 0 ? IDLE_SETTINGS.redaction : createRedaction(logs.redact),
    origin: Object.entries(origin)
      .filter(([, value]) => value !== '')
      .map(([field, value]) => `,"${field}":${JSON.stringify(value)}`)
      .join(''),
  };
}
