import { context, type Context } from '@opentelemetry/api';
import { addException, cut, flattenFields } from './field-attributes.ts';
import { logSettings } from './settings.ts';
import { severityOfName } from './severity.ts';
import { emitLogEntry, wantsLogEntries, type LogEntry } from './sink.ts';
import { activeTraceIds, TRACE_ID_FIELDS } from './trace-ids.ts';

/** The class behind every winston logger, as far as it is used here. */
interface WinstonLoggerClass {
  readonly prototype: WinstonLogger;
}
interface WinstonLogger {
  write(info: unknown, ...rest: unknown[]): boolean;
  push(chunk: unknown, ...rest: unknown[]): boolean;
  isLevelEnabled?(level: string): boolean;
  readonly silent?: boolean;
}
type WinstonInfo = Record<string | symbol, unknown>;

/** Winston keeps the level under this symbol, whatever colours a format adds to the field. */
const LEVEL = Symbol.for('level');
/** Where an entry remembers the context it was written in: winston may format it later. */
const CONTEXT = Symbol('@org/observe.context');
const CORRELATED = Symbol.for('@org/observe.correlated');
const PLACED_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'message',
  'stack',
  'timestamp',
  ...TRACE_ID_FIELDS,
]);

/**
 * Correlates every winston logger, made before or after: the ids enter the entry where it is written, the log record
 * is read where the logger's formats have run, so that what they remove is not sent.
 *
 * @param loggerClass - What `winston/lib/winston/logger.js` exports; the package itself does not in its early versions.
 */
export function correlateWinston(loggerClass: WinstonLoggerClass): WinstonLoggerClass {
  const { prototype } = loggerClass;
  if (CORRELATED in prototype) return loggerClass;
  const { write, push } = prototype;
  prototype.write = function correlatedWrite(info, ...rest) {
    return write.call(this, withTraceIds(info), ...rest);
  };
  prototype.push = function observedPush(info, ...rest) {
    if (wantsLogEntries() && isInfo(info)) emitLogEntry(() => entryOf(this, info));
    return push.call(this, info, ...rest);
  };
  Object.defineProperty(prototype, CORRELATED, { value: true });
  return loggerClass;
}

function isInfo(value: unknown): value is WinstonInfo {
  return typeof value === 'object' && value !== null;
}

/** A copy with the ids: the application may log the same object again, in another request. */
function withTraceIds(info: unknown): unknown {
  if (!isInfo(info) || !logSettings().enabled) return info;
  const ids = activeTraceIds();
  if (ids === undefined) return info;
  const copy: WinstonInfo = Object.assign(Object.create(Object.getPrototypeOf(info)), ids, info);
  if (info instanceof Error) {
    // These are not enumerable, so that they were not copied.
    copy['message'] = info.message;
    copy['stack'] = info.stack;
    copy['cause'] = info.cause;
  }
  return Object.defineProperty(copy, CONTEXT, { value: context.active() });
}

function entryOf(logger: WinstonLogger, info: WinstonInfo): LogEntry | undefined {
  const level = String(info[LEVEL] ?? info['level']);
  if (logger.silent === true || logger.isLevelEnabled?.(level) === false) return undefined;
  const attributes = flattenFields(info, logSettings().redaction, PLACED_FIELDS);
  if (typeof info['stack'] === 'string')
    addException(
      attributes,
      info instanceof Error ? info : { message: info['message'], stack: info['stack'] },
    );
  const written = info[CONTEXT] as Context | undefined;
  return {
    scope: 'winston',
    severity: severityOfName(level),
    severityText: level,
    body: cut(String(info['message'] ?? '')),
    attributes,
    ...(written === undefined ? undefined : { context: written }),
  };
}
