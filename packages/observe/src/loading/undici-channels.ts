import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { TextMapSetter } from '@opentelemetry/api';
import type { Guard } from './guard.ts';
import type { OutgoingRequest, OutgoingRequestRecorder } from './outgoing-request.ts';

/** A request of undici or of Node's own `fetch`, as its channels publish it. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  addHeader(name: string, value: string): void;
}
interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number };
  readonly socket?: {
    readonly remoteAddress?: string;
    readonly remotePort?: number;
    readonly alpnProtocol?: string | false | null;
  };
  readonly error?: unknown;
}
type Handler = (message: UndiciMessage) => void;

/** What is known of a request until it ends. */
interface PendingRequest {
  readonly outgoing: OutgoingRequest;
  statusCode?: number;
  protocolVersion?: string;
  peerAddress?: string | undefined;
  peerPort?: number | undefined;
}

const requestHeaders: TextMapSetter<UndiciRequest> = {
  set: (request, name, value) => request.addHeader(name, value),
};

/**
 * Records the requests of `fetch` and of the `undici` package through undici's channels; nothing is wrapped.
 *
 * @returns A function that ends it.
 */
export function observeUndici(recorder: OutgoingRequestRecorder, guard: Guard): () => void {
  const handlers = Object.entries(createHandlers(recorder)).map(([channel, handle]) => {
    const listener = (message: unknown) => guard(() => handle(message as UndiciMessage));
    subscribe(channel, listener);
    return { channel, listener };
  });
  return () => {
    for (const { channel, listener } of handlers) unsubscribe(channel, listener);
  };
}

function createHandlers(recorder: OutgoingRequestRecorder): Record<string, Handler> {
  const pending = new WeakMap<UndiciRequest, PendingRequest>();

  function end(request: UndiciRequest, error?: unknown): void {
    const ended = pending.get(request);
    if (ended === undefined) return;
    pending.delete(request);
    const { outgoing, ...ending } = ended;
    outgoing.end({ ...ending, error });
  }

  return {
    'undici:request:create': ({ request }) => {
      const outgoing = startRequest(recorder, request);
      if (outgoing === undefined) return;
      outgoing.inject(request, requestHeaders);
      pending.set(request, { outgoing });
    },
    'undici:client:sendHeaders': ({ request, socket }) => {
      const sent = pending.get(request);
      if (sent === undefined) return;
      sent.peerAddress = socket?.remoteAddress;
      sent.peerPort = socket?.remotePort;
      sent.protocolVersion = socket?.alpnProtocol === 'h2' ? '2' : '1.1';
    },
    'undici:request:headers': ({ request, response }) => {
      const answered = pending.get(request);
      if (answered !== undefined && response !== undefined) answered.statusCode = response.statusCode;
    },
    'undici:request:trailers': ({ request }) => end(request),
    'undici:request:error': ({ request, error }) => end(request, error),
  };
}

function startRequest(recorder: OutgoingRequestRecorder, request: UndiciRequest) {
  // A CONNECT opens a tunnel through a proxy; the request inside is recorded by itself.
  if (request.method === 'CONNECT') return undefined;
  const { protocol, hostname, port } = new URL(request.origin);
  const scheme = protocol.slice(0, -1);
  return recorder.start({
    method: request.method,
    scheme,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
    path: request.path,
  });
}
