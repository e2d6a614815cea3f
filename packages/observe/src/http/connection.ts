import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How a response ended. */
export type Ending = 'complete' | 'client_aborted' | 'destroyed';

/** Codes of a socket error that the other side caused. */
const PEER_ERRORS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);

/** HTTP/2's stream error for "no longer wanted". */
const HTTP2_CANCEL = 8;

interface Http2Stream {
  readonly rstCode?: number;
  readonly writableFinished?: boolean;
}

/**
 * Tells, once a response has closed, whether it was complete, and otherwise which side gave it up: a client that
 * leaves ends or resets its half of the connection; a server that times out or destroys the socket does not wait for that.
 */
export function endingOf(request: IncomingMessage, response: ServerResponse): Ending {
  if (response.writableFinished) return 'complete';
  const { stream } = response as { stream?: Http2Stream };
  if (stream !== undefined) return http2EndingOf(stream);
  return leftByPeer(request.socket) ? 'client_aborted' : 'destroyed';
}

function http2EndingOf(stream: Http2Stream): Ending {
  if (stream.rstCode === HTTP2_CANCEL) return 'client_aborted';
  return stream.writableFinished === true && stream.rstCode === 0 ? 'complete' : 'destroyed';
}

/** Whether the other side closed a socket: by its end of the stream or by a reset. */
export function leftByPeer(socket: Socket | null | undefined): boolean {
  if (socket === null || socket === undefined) return true;
  if (socket.readableEnded) return true;
  const { code } = (socket.errored ?? {}) as { code?: string };
  return code !== undefined && PEER_ERRORS.has(code);
}

/** The scheme a request came by, as the socket knows it; a proxy's word is not taken. */
export function schemeOf(request: IncomingMessage): 'http' | 'https' {
  return (request.socket as { encrypted?: boolean } | null)?.encrypted === true ? 'https' : 'http';
}
