import type { Attributes } from '@opentelemetry/api';
import { addException, cut, flattenFields } from './field-attributes.ts';
import { logSettings, type LogSettings } from './settings.ts';
import { severityOfLevel } from './severity.ts';
import { emitLogEntry, wantsLogEntries, type LogEntry } from './sink.ts';
import { activeTraceIdsJson, TRACE_ID_FIELDS } from './trace-ids.ts';

/** The names of the private slots of a pino logger, as `pino.symbols` lists them. */
export interface PinoSymbols {
  readonly asJsonSym: symbol;
  readonly messageKeySym: symbol;
  readonly errorKeySym: symbol;
}

/** Serializes one log call into a line; the time comes as `,"time":…`, ready for the line. */
export type SerializeLine = (
  this: PinoSlots,
  fields: object,
  message: unknown,
  level: number,
  time: string,
) => string;

/** A pino logger seen from inside. */
export interface PinoSlots {
  readonly levels: { readonly labels: Readonly<Record<number, string>> };
  readonly [slot: symbol]: unknown;
}

/** Fields that have a place of their own in a log record, or that its resource holds. */
const PLACED_FIELDS = ['level', 'time', 'pid', 'hostname', ...TRACE_ID_FIELDS];
const PLACED_FIELDS_SET: ReadonlySet<string> = new Set(PLACED_FIELDS);
const OWN_PLACED_FIELDS: ReadonlySet<string> = new Set([...PLACED_FIELDS, 'service', 'env', 'version']);

/** Marks the loggers of `@org/observe/logger`, which look after themselves. */
export const OWN_LOGGER = Symbol.for('@org/observe.logger');

/**
 * Puts the ids of the active span into the lines of pino loggers that are the application's own, and sends them as
 * log records.
 *
 * The ids travel with the time, which pino copies into the line as it is: a third cheaper than a rewritten line
 * (`streamWrite`), a fifth of a `mixin`, always valid JSON, and a field of the same name in the call still wins.
 */
export function correlateLine(original: SerializeLine, symbols: PinoSymbols): SerializeLine {
  return function asJson(fields, message, level, time) {
    if (this[OWN_LOGGER] === true) return original.call(this, fields, message, level, time);
    const settings = logSettings();
    const ids = settings.enabled ? activeTraceIdsJson() : '';
    const line = original.call(this, fields, message, level, time + ids);
    if (wantsLogEntries())
      emitLogEntry(() => entryOf(line, level, { logger: this, symbols, scope: 'pino', settings }));
    return line;
  };
}

/** The same for the loggers of `@org/observe/logger`: their lines also name the service and hold no secrets. */
export function completeLine(original: SerializeLine, symbols: PinoSymbols, scope: string): SerializeLine {
  return function asJson(fields, message, level, time) {
    const settings = logSettings();
    const ids = settings.enabled ? activeTraceIdsJson() : '';
    const written = original.call(this, fields, message, level, time + settings.origin + ids);
    const line = settings.redaction.redactLine(written);
    if (wantsLogEntries())
      emitLogEntry(() => entryOf(line, level, { logger: this, symbols, scope, settings }));
    return line;
  };
}

interface LineOrigin {
  readonly logger: PinoSlots;
  readonly symbols: PinoSymbols;
  readonly scope: string;
  readonly settings: LogSettings;
}

/** Reads the line back: what is sent is exactly what was written, after every serializer and every redaction. */
function entryOf(line: string, level: number, { logger, symbols, scope, settings }: LineOrigin): LogEntry {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const messageKey = String(logger[symbols.messageKeySym]);
  const errorKey = String(logger[symbols.errorKeySym]);
  const { [messageKey]: message, [errorKey]: error, ...rest } = fields;
  const placed = logger[OWN_LOGGER] === true ? OWN_PLACED_FIELDS : PLACED_FIELDS_SET;
  const attributes: Attributes = flattenFields(rest, settings.redaction, placed);
  if (error !== undefined) addException(attributes, error);
  return {
    scope,
    severity: severityOfLevel(level),
    severityText: logger.levels.labels[level] ?? String(level),
    body: cut(typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message)),
    attributes,
  };
}
