import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How a response ended. */
export type Ending = 'complete' | 'client_aborted' | 'destroyed';

/** Codes of a socket error that the other side caused: it left, or it spoke no HTTP or TLS any more. */
const PEER_ERROR = /^(?:ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|HPE_.*|ERR_SSL_.*)$/;

/** HTTP/2's stream errors, RFC 9113 section 7. */
const HTTP2_NO_ERROR = 0;
const HTTP2_CANCEL = 8;

const STREAM_CONTENT_TYPE = /^(?:text\/event-stream|multipart\/x-mixed-replace)/i;
const STREAM_CONTENT_TYPE_LINE = /^content-type: *(?:text\/event-stream|multipart\/x-mixed-replace)/im;
/** Where the status stands in `HTTP/1.1 200 OK`. */
const STATUS_START = 9;
const STATUS_END = 12;

interface Http2Stream {
  readonly rstCode: number;
  readonly aborted?: boolean;
  readonly writableFinished?: boolean;
}

/** What Node keeps of a response besides its public face; each part is optional here. */
interface ResponseInternals {
  /** The status line and headers as sent. */
  readonly _header?: string | null;
  readonly stream?: Partial<Http2Stream>;
}

/**
 * Tells, once a response has closed, whether it was complete, and otherwise which side gave it up: a client that
 * leaves ends or resets its half of the connection; a server that times out or destroys the socket does not wait for that.
 */
export function endingOf(request: IncomingMessage, response: ServerResponse): Ending {
  const { stream } = response as ResponseInternals;
  // Asked first: the stream of an aborted HTTP/2 response counts as finished.
  if (typeof stream?.rstCode === 'number') return http2EndingOf(stream as Http2Stream);
  if (response.writableFinished) return 'complete';
  // A request injected without a connection has nobody who could leave.
  if (isInjected(request.socket)) return response.writableEnded ? 'complete' : 'destroyed';
  return leftByPeer(request.socket) ? 'client_aborted' : 'destroyed';
}

function http2EndingOf({ rstCode, aborted, writableFinished }: Http2Stream): Ending {
  if (rstCode === HTTP2_CANCEL) return 'client_aborted';
  const complete = rstCode === HTTP2_NO_ERROR && aborted !== true && writableFinished === true;
  return complete ? 'complete' : 'destroyed';
}

/** The same for an upgraded connection, which belongs to the application: it was answered if anything was written. */
export function upgradeEndingOf(socket: Socket, bytesWrittenBefore: number): Ending {
  if (socket.bytesWritten > bytesWrittenBefore) return 'complete';
  return leftByPeer(socket) ? 'client_aborted' : 'destroyed';
}

/** Whether the other side closed a socket: by its end of the stream, a reset, or by what it sent. */
function leftByPeer(socket: Socket | null | undefined): boolean {
  if (socket === null || socket === undefined) return true;
  if (socket.readableEnded) return true;
  const { code } = (socket.errored ?? {}) as { code?: unknown };
  return typeof code === 'string' && PEER_ERROR.test(code);
}

function isInjected(socket: Socket | null | undefined): boolean {
  return socket?.readableEnded === undefined;
}

/** The scheme a request came by, as the socket knows it; a proxy's word is not taken. */
export function schemeOf(request: IncomingMessage): 'http' | 'https' {
  return (request.socket as { encrypted?: boolean } | null | undefined)?.encrypted === true
    ? 'https'
    : 'http';
}

/**
 * The status the client was sent; 0 when the connection closed before. Read from the status line where there is one:
 * code that runs after the headers went out can still set `statusCode`.
 */
export function sentStatusOf(response: ServerResponse): number {
  if (!response.headersSent) return 0;
  const { _header: header } = response as ResponseInternals;
  if (typeof header !== 'string') return Number(response.statusCode);
  return Number(header.slice(STATUS_START, STATUS_END));
}

/** Whether a response was a stream by its content type, however the header was set. */
export function isStream(request: IncomingMessage, response: ServerResponse): boolean {
  const contentType = response.getHeader('content-type');
  if (contentType !== undefined) return STREAM_CONTENT_TYPE.test(String(contentType));
  // `writeHead` sends headers that `getHeader` does not know. Only a response without a length can be a stream.
  const { _header: header } = response as ResponseInternals;
  const withoutLength = response.chunkedEncoding || request.httpVersionMinor === 0;
  return withoutLength && typeof header === 'string' && STREAM_CONTENT_TYPE_LINE.test(header);
}
