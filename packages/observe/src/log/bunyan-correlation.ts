import { addException, cut, flattenFields } from './field-attributes.ts';
import { logSettings } from './settings.ts';
import { severityOfLevel } from './severity.ts';
import { emitLogEntry, wantsLogEntries, type LogEntry } from './sink.ts';
import { activeTraceIds, TRACE_ID_FIELDS } from './trace-ids.ts';

/** The exports of bunyan, as far as they are used here. */
interface BunyanExports {
  readonly nameFromLevel?: Readonly<Record<number, string>>;
  readonly prototype?: BunyanLogger;
}
interface BunyanLogger {
  _emit?(record: BunyanRecord, withoutWriting?: boolean): unknown;
}
type BunyanRecord = Record<string, unknown>;

const CORRELATED = Symbol.for('@org/observe.correlated');
const PLACED_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'msg',
  'time',
  'v',
  'pid',
  'hostname',
  'name',
  'err',
  ...TRACE_ID_FIELDS,
]);

/** Correlates every bunyan logger, made before or after: they share one prototype. */
export function correlateBunyan(exports: BunyanExports): BunyanExports {
  const { prototype } = exports;
  const original = prototype?._emit;
  if (prototype === undefined || original === undefined || CORRELATED in prototype) return exports;
  prototype._emit = function correlatedEmit(record, withoutWriting) {
    // The record was made for this one call, so that it may be added to; fields of the call win.
    if (logSettings().enabled) Object.assign(record, { ...activeTraceIds(), ...record });
    if (withoutWriting !== true && wantsLogEntries()) emitLogEntry(() => entryOf(record, exports));
    return original.call(this, record, withoutWriting);
  };
  Object.defineProperty(prototype, CORRELATED, { value: true });
  return exports;
}

function entryOf(record: BunyanRecord, { nameFromLevel }: BunyanExports): LogEntry {
  const level = Number(record['level']);
  const attributes = flattenFields(record, logSettings().redaction, PLACED_FIELDS);
  addException(attributes, record['err']);
  return {
    scope: 'bunyan',
    severity: severityOfLevel(level),
    severityText: nameFromLevel?.[level] ?? String(level),
    body: cut(String(record['msg'] ?? '')),
    attributes,
  };
}
