import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TextMapSetter } from '@opentelemetry/api';
import type { Guard } from './guard.ts';
import type { OutgoingRequestRecorder, RequestTarget } from './outgoing-request.ts';

/** Published for each `http.request` and `https.request` before anything is sent, since Node 22.12. */
const REQUEST_CREATED = 'http.client.request.created';

/** What Node sets on a client request beyond its types. */
type SentRequest = ClientRequest & {
  readonly res?: IncomingMessage | null;
  readonly socketPath?: string | null;
};

const requestHeaders: TextMapSetter<ClientRequest> = {
  set: (request, name, value) => void request.setHeader(name, value),
};

/**
 * Records the requests of `node:http` and `node:https` through Node's own channel: nothing is wrapped, so a function
 * imported by name or before us is recorded just the same.
 *
 * @returns A function that ends it.
 */
export function observeHttpClient(recorder: OutgoingRequestRecorder, guard: Guard): () => void {
  const onCreated = (message: unknown) => {
    guard(() => recordRequest(recorder, (message as { request: SentRequest }).request, guard));
  };
  subscribe(REQUEST_CREATED, onCreated);
  return () => unsubscribe(REQUEST_CREATED, onCreated);
}

function recordRequest(recorder: OutgoingRequestRecorder, request: SentRequest, guard: Guard): void {
  const outgoing = recorder.start(targetOf(request));
  if (outgoing === undefined) return;
  // With `Expect` or a header array Node has the headers ready to send by now.
  if (!request.headersSent) outgoing.inject(request, requestHeaders);
  let error: unknown;
  request.once(errorMonitor, (thrown: unknown) => {
    error = thrown;
  });
  request.once('close', () => {
    guard(() => {
      const response = request.res ?? undefined;
      outgoing.end({
        statusCode: response?.statusCode,
        protocolVersion: response?.httpVersion,
        peerAddress: request.socket?.remoteAddress,
        peerPort: request.socket?.remotePort,
        error: error ?? brokenOff(response),
      });
    });
  });
}

function targetOf(request: SentRequest): RequestTarget {
  const scheme = request.protocol.replace(/:$/, '');
  const host = request.socketPath ?? request.host;
  return { method: request.method, scheme, host, port: portOf(request, scheme), path: request.path };
}

/** The port as the `Host` header has it; one that names another host says nothing about the connection. */
function portOf(request: SentRequest, scheme: string): number | undefined {
  const header = request.getHeader('host');
  if (request.socketPath || typeof header !== 'string') return undefined;
  if (header === request.host || header === `[${request.host}]`) return scheme === 'https' ? 443 : 80;
  const separator = header.lastIndexOf(':');
  const name = header.slice(0, separator).replace(/^\[|\]$/g, '');
  const port = Number(header.slice(separator + 1));
  return name === request.host && Number.isInteger(port) ? port : undefined;
}

/** A response that the other side cut short; ended by our own side, it is no error. */
function brokenOff(response: IncomingMessage | undefined): unknown {
  return response !== undefined && !response.complete && response.errored ? response.errored : undefined;
}
