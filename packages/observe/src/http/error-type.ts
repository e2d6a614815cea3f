import { OTHER } from '@org/observe-conventions';
import type { Ending } from './connection.ts';
import type { HttpServerRequest } from './request.ts';

export const FIRST_SERVER_ERROR_STATUS = 500;
/** `error.type` where the server gave up the connection and nothing was thrown. */
const CONNECTION_DESTROYED = 'connection_destroyed';
/** Longest class name of an error kept, in characters. */
const ERROR_TYPE_LENGTH_MAX = 64;

/**
 * `error.type` by the semantic conventions: the error's class, or the status where nothing was thrown; `undefined`
 * for a request that did not fail by the server's fault.
 */
export function errorTypeOf(
  request: HttpServerRequest,
  ending: Ending,
  statusCode: number,
): string | undefined {
  if (ending === 'client_aborted') return undefined;
  const failedByStatus = statusCode >= FIRST_SERVER_ERROR_STATUS;
  if (!failedByStatus && ending !== 'destroyed' && !request.uncaught) return undefined;
  const className = classNameOf(request.error);
  if (className !== undefined) return className;
  if (failedByStatus) return String(statusCode);
  return ending === 'destroyed' ? CONNECTION_DESTROYED : OTHER;
}

/** An error is the application's object: its name may be anything, or a getter that throws. */
function classNameOf(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error) || typeof error.name !== 'string' || error.name === '') return undefined;
    return error.name.slice(0, ERROR_TYPE_LENGTH_MAX);
  } catch {
    return undefined;
  }
}
