import { SeverityNumber } from '@opentelemetry/api';
import type { LogLevel } from '../config/model.ts';

/** Severity of each level name, by the OpenTelemetry logs data model; other loggers' names included. */
const SEVERITY_OF_NAME: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  silly: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  verbose: SeverityNumber.DEBUG2,
  http: SeverityNumber.DEBUG3,
  info: SeverityNumber.INFO,
  log: SeverityNumber.INFO,
  notice: SeverityNumber.INFO2,
  warn: SeverityNumber.WARN,
  warning: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  crit: SeverityNumber.ERROR2,
  alert: SeverityNumber.ERROR3,
  fatal: SeverityNumber.FATAL,
  emerg: SeverityNumber.FATAL,
};

/** Pino and bunyan number their levels 10 (trace), 20 … 60 (fatal); customs lie between. */
const LEVEL_STEP = 10;
const SEVERITY_STEP = 4;
const SEVERITY_MAX = 24;

/** Severity of a level name of any common logger; an unknown one is unspecified. */
export function severityOfName(name: string): SeverityNumber {
  return SEVERITY_OF_NAME[name] ?? SeverityNumber.UNSPECIFIED;
}

/** Severity of a pino or bunyan level number: 30 is `INFO`, 35 the third of the four `INFO` severities. */
export function severityOfLevel(level: number): SeverityNumber {
  if (!(level > 0)) return SeverityNumber.UNSPECIFIED;
  const exact = 1 + ((level - LEVEL_STEP) * SEVERITY_STEP) / LEVEL_STEP;
  return Math.min(SEVERITY_MAX, Math.max(1, Math.floor(exact)));
}

/** Whether an entry of this severity passes the configured level. */
export function passesLevel(severity: SeverityNumber, level: LogLevel): boolean {
  return level !== 'silent' && severity >= severityOfName(level);
}
