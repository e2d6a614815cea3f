/** Attribute keys of the SLI standard. */
export const ATTR_SLI_NAME = 'sli.name';
export const ATTR_SLI_KIND = 'sli.kind';
export const ATTR_SLI_OUTCOME = 'sli.outcome';
export const ATTR_SLI_REASON = 'sli.reason';
export const ATTR_SLI_ATTRIBUTE = 'sli.attribute';
export const ATTR_JOB_NAME = 'job.name';
export const ATTR_JOB_OUTCOME = 'job.outcome';

/** Attribute keys of the OpenTelemetry semantic conventions that we write. */
export const ATTR_CLIENT_ADDRESS = 'client.address';
export const ATTR_DB_NAMESPACE = 'db.namespace';
export const ATTR_DB_OPERATION_NAME = 'db.operation.name';
export const ATTR_DB_SYSTEM_NAME = 'db.system.name';
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME = 'deployment.environment.name';
export const ATTR_ERROR_TYPE = 'error.type';
export const ATTR_EXCEPTION_MESSAGE = 'exception.message';
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace';
export const ATTR_EXCEPTION_TYPE = 'exception.type';
export const ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
export const ATTR_HTTP_REQUEST_METHOD_ORIGINAL = 'http.request.method_original';
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const ATTR_HTTP_ROUTE = 'http.route';
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
export const ATTR_NETWORK_PEER_ADDRESS = 'network.peer.address';
export const ATTR_NETWORK_PEER_PORT = 'network.peer.port';
export const ATTR_NETWORK_PROTOCOL_VERSION = 'network.protocol.version';
export const ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT = 'server.port';
export const ATTR_SERVICE_INSTANCE_ID = 'service.instance.id';
export const ATTR_SERVICE_NAME = 'service.name';
export const ATTR_SERVICE_NAMESPACE = 'service.namespace';
export const ATTR_SERVICE_TEAM = 'service.team';
export const ATTR_SERVICE_TIER = 'service.tier';
export const ATTR_SERVICE_VERSION = 'service.version';
export const ATTR_URL_FULL = 'url.full';
export const ATTR_URL_PATH = 'url.path';
export const ATTR_URL_QUERY = 'url.query';
export const ATTR_URL_SCHEME = 'url.scheme';
export const ATTR_USER_AGENT_ORIGINAL = 'user_agent.original';

/** Methods the semantic conventions know; any other is recorded as {@link OTHER_METHOD}. */
export const KNOWN_HTTP_METHODS = [
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
] as const;
/** The semantic conventions' value for a method that is not in {@link KNOWN_HTTP_METHODS}. */
export const OTHER_METHOD = '_OTHER';
/** Where values fold once a metric has as many series as its budget allows. */
export const OTHER = '_OTHER';
/** The route of a request that no route matched. */
export const UNMATCHED_ROUTE = '_UNMATCHED';
