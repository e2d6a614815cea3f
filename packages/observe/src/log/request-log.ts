import { ROOT_CONTEXT, SeverityNumber, trace, type Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  ATTR_URL_PATH,
  SLI_OUTCOMES,
} from '@org/observe-conventions';
import type { RequestLogRecord } from '../http/request-log.ts';
import { addException, flattenFields } from './field-attributes.ts';
import { ATTR_DURATION_MS, RESERVED_FIELDS } from './reserved-fields.ts';
import { logSettings, type LogSettings } from './settings.ts';
import { passesLevel } from './severity.ts';
import { emitLogEntry } from './sink.ts';
import { writeStdoutLine } from './stdout.ts';
import { isStdoutStructured } from './structured-stdout.ts';
import { traceIdsJson } from './trace-ids.ts';

/** Names the record's kind, so that canonical lines are found among all others. */
const EVENT_NAME = 'http.server.request';
const SCOPE = '@org/observe/http-server';
const DURATION_DECIMALS = 1_000;
const FIRST_CLIENT_ERROR_STATUS = 400;
const FIRST_SERVER_ERROR_STATUS = 500;

/**
 * Writes the canonical line of one served request: over OTLP as a log record, and as JSON to standard output where the
 * application's own logger is ours. Its level is `info`, or `error` where the request failed by the service's own fault.
 */
export function emitRequestLog(record: RequestLogRecord): void {
  const settings = logSettings();
  const failed = hasFailed(record);
  const severity = failed ? SeverityNumber.ERROR : SeverityNumber.INFO;
  if (!settings.enabled || !passesLevel(severity, settings.level)) return;
  const level = failed ? 'error' : 'info';
  const message = `${record.method} ${record.route ?? record.path} ${record.statusCode ?? 'closed'}`;
  const attributes = requestAttributes(record, settings);
  if (settings.stdout && isStdoutStructured())
    writeStdoutLine(requestLine(record, { level, message, attributes, settings }));
  emitLogEntry(() => ({
    scope: SCOPE,
    severity,
    severityText: level,
    body: message,
    attributes,
    eventName: EVENT_NAME,
    context:
      record.traceId === ''
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            traceId: record.traceId,
            spanId: record.spanId,
            traceFlags: record.traceFlags,
          }),
  }));
}

/** A 429 that counts as bad is still no defect to be looked at; a response broken off after its 200 is. */
function hasFailed({ statusCode = 0, outcome }: RequestLogRecord): boolean {
  if (statusCode >= FIRST_SERVER_ERROR_STATUS) return true;
  return outcome === 'bad' && statusCode < FIRST_CLIENT_ERROR_STATUS;
}

/** The application's fields first, so that none of them can change what was measured. */
function requestAttributes(record: RequestLogRecord, { redaction }: LogSettings): Attributes {
  const attributes = flattenFields(record.fields, redaction, RESERVED_FIELDS);
  attributes[ATTR_HTTP_REQUEST_METHOD] = record.method;
  if (record.route !== undefined) attributes[ATTR_HTTP_ROUTE] = record.route;
  attributes[ATTR_URL_PATH] = record.path;
  if (record.statusCode !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = record.statusCode;
  attributes[ATTR_DURATION_MS] = Math.round(record.durationMs * DURATION_DECIMALS) / DURATION_DECIMALS;
  const counted = (SLI_OUTCOMES as readonly string[]).includes(record.outcome);
  attributes[counted ? ATTR_SLI_OUTCOME : ATTR_SLI_REASON] = record.outcome;
  if (record.error !== undefined) addException(attributes, record.error);
  return attributes;
}

interface RequestLine {
  readonly level: string;
  readonly message: string;
  readonly attributes: Attributes;
  readonly settings: LogSettings;
}

/** The shape of the lines of `@org/observe/logger`, without pino: most services never load it for this. */
function requestLine(
  record: RequestLogRecord,
  { level, message, attributes, settings }: RequestLine,
): string {
  const ids = record.traceId !== '' ? traceIdsJson(record) : '';
  const start = `{"level":"${level}","time":${Date.now()}${settings.origin}${ids}`;
  const fields = JSON.stringify(attributes);
  return `${start},"msg":${JSON.stringify(message)},"event.name":"${EVENT_NAME}",${fields.slice(1)}\n`;
}
