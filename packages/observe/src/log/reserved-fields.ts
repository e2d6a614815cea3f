import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  ATTR_URL_PATH,
} from '@org/observe-conventions';
import { TRACE_ID_FIELDS } from './trace-ids.ts';

/** How long a request took, in milliseconds. */
export const ATTR_DURATION_MS = 'http.server.request.duration_ms';

/** What the canonical line of a request says itself, so that no annotation can change it. */
export const RESERVED_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'time',
  'msg',
  'service',
  'env',
  'version',
  'event.name',
  ...TRACE_ID_FIELDS,
  ATTR_DURATION_MS,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  ATTR_URL_PATH,
]);
