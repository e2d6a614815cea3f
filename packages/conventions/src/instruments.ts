import * as attr from './attributes.ts';

export const METRIC_SLI_EVENTS = 'sli.events';
export const METRIC_SLI_EXCLUDED = 'sli.excluded';
export const METRIC_SLI_OVERFLOW = 'sli.overflow';
export const METRIC_HTTP_SERVER_REQUEST_DURATION = 'http.server.request.duration';
export const METRIC_HTTP_SERVER_ACTIVE_REQUESTS = 'http.server.active_requests';
export const METRIC_HTTP_CLIENT_REQUEST_DURATION = 'http.client.request.duration';
export const METRIC_DB_CLIENT_OPERATION_DURATION = 'db.client.operation.duration';
export const METRIC_MESSAGING_PROCESS_DURATION = 'messaging.process.duration';
export const METRIC_SLI_JOB_RUNS = 'sli.job.runs';
export const METRIC_SLI_JOB_LAST_SUCCESS_AGE = 'sli.job.last_success.age';
export const METRIC_SLI_MESSAGE_AGE = 'sli.message.age';

export type InstrumentKind = 'counter' | 'histogram' | 'updowncounter' | 'gauge';

/** One metric of the standard. */
export interface InstrumentDefinition {
  readonly name: string;
  readonly instrument: InstrumentKind;
  /** UCUM: base units, or `{thing}` for counts. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
}

/** The metrics of the standard, by name. */
export const INSTRUMENTS: Readonly<Record<string, InstrumentDefinition>> = Object.freeze(
  Object.fromEntries(defineInstruments().map((definition) => [definition.name, Object.freeze(definition)])),
);

function defineInstruments(): InstrumentDefinition[] {
  const http = [attr.ATTR_HTTP_REQUEST_METHOD, attr.ATTR_URL_SCHEME];
  const answered = [
    attr.ATTR_HTTP_RESPONSE_STATUS_CODE,
    attr.ATTR_NETWORK_PROTOCOL_VERSION,
    attr.ATTR_ERROR_TYPE,
  ];
  const peer = [attr.ATTR_SERVER_ADDRESS, attr.ATTR_SERVER_PORT];
  return [
    define(METRIC_SLI_EVENTS, 'counter', '{event}', 'Events of an SLI that count, by outcome', [
      attr.ATTR_SLI_NAME,
      attr.ATTR_SLI_KIND,
      attr.ATTR_SLI_OUTCOME,
    ]),
    define(METRIC_SLI_EXCLUDED, 'counter', '{event}', 'Events of an SLI that do not count, and why', [
      attr.ATTR_SLI_NAME,
      attr.ATTR_SLI_REASON,
    ]),
    define(
      METRIC_SLI_OVERFLOW,
      'counter',
      '{event}',
      'Events folded into _OTHER, by the attribute at fault',
      [attr.ATTR_SLI_NAME, attr.ATTR_SLI_ATTRIBUTE],
    ),
    define(METRIC_HTTP_SERVER_REQUEST_DURATION, 'histogram', 's', 'Duration of HTTP server requests', [
      ...http,
      attr.ATTR_HTTP_ROUTE,
      ...answered,
    ]),
    define(
      METRIC_HTTP_SERVER_ACTIVE_REQUESTS,
      'updowncounter',
      '{request}',
      'HTTP server requests in flight',
      http,
    ),
    define(METRIC_HTTP_CLIENT_REQUEST_DURATION, 'histogram', 's', 'Duration of HTTP client requests', [
      ...http,
      ...peer,
      ...answered,
    ]),
    define(METRIC_DB_CLIENT_OPERATION_DURATION, 'histogram', 's', 'Duration of database client operations', [
      attr.ATTR_DB_SYSTEM_NAME,
      attr.ATTR_DB_OPERATION_NAME,
      attr.ATTR_DB_NAMESPACE,
      ...peer,
      attr.ATTR_ERROR_TYPE,
    ]),
    define(METRIC_MESSAGING_PROCESS_DURATION, 'histogram', 's', 'Duration of processing a message', [
      attr.ATTR_MESSAGING_SYSTEM,
      attr.ATTR_MESSAGING_OPERATION_NAME,
      attr.ATTR_MESSAGING_DESTINATION_NAME,
      attr.ATTR_ERROR_TYPE,
    ]),
    define(
      METRIC_SLI_JOB_RUNS,
      'counter',
      '{run}',
      'Runs of scheduled work, by outcome; a missed run is bad',
      [attr.ATTR_JOB_NAME, attr.ATTR_JOB_OUTCOME],
    ),
    define(METRIC_SLI_JOB_LAST_SUCCESS_AGE, 'gauge', 's', 'Time since scheduled work last succeeded', [
      attr.ATTR_JOB_NAME,
    ]),
    define(METRIC_SLI_MESSAGE_AGE, 'histogram', 's', 'Age of a message when its processing began', [
      attr.ATTR_MESSAGING_DESTINATION_NAME,
    ]),
  ];
}

function define(
  name: string,
  instrument: InstrumentKind,
  unit: string,
  description: string,
  attributes: readonly string[],
): InstrumentDefinition {
  return { name, instrument, unit, description, attributes };
}
