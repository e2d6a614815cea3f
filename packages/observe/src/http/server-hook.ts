import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Server } from 'node:net';
import { context } from '@opentelemetry/api';
import type { HttpServerRecorder } from './recorder.ts';

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
interface EmittingPrototype {
  emit: Emit;
}

/** Events by which a server hands out a request to be answered. */
const REQUEST_EVENTS: ReadonlySet<string | symbol> = new Set([
  'request',
  'checkContinue',
  'checkExpectation',
]);

/**
 * Records the requests of every HTTP and HTTPS server of the process, by wrapping what all of them use to hand a
 * request out: their prototype's `emit`. Servers made before count too.
 *
 * @returns A function that ends it; the wrap stays and passes everything through, since others may have wrapped it.
 */
export function installHttpServerHook(recorder: HttpServerRecorder): () => void {
  const ends = [http.Server, https.Server].map(({ prototype }) =>
    wrapEmit(prototype as unknown as EmittingPrototype, recorder),
  );
  return () => {
    for (const end of ends) end();
  };
}

/** The same for HTTP/2's compatibility API, once an application has loaded `node:http2`: loading it costs too much here. */
export function hookHttp2Servers(http2: typeof import('node:http2'), recorder: HttpServerRecorder): void {
  for (const method of ['createServer', 'createSecureServer'] as const) {
    const create = http2[method] as (...args: unknown[]) => Server;
    const wrapped = function (this: unknown, ...args: unknown[]) {
      const server = create.apply(this, args);
      wrapEmit(server as unknown as EmittingPrototype, recorder);
      return server;
    };
    Object.assign(http2, { [method]: wrapped });
  }
}

function wrapEmit(prototype: EmittingPrototype, recorder: HttpServerRecorder): () => void {
  const original = prototype.emit;
  let recording = true;

  prototype.emit = function emit(this: Server, event: string | symbol) {
    // `arguments` instead of rest parameters: every event of every server passes here, most are not ours.
    const args = arguments as unknown as Parameters<Emit>;
    if (!recording) return original.apply(this, args);
    if (REQUEST_EVENTS.has(event)) return serve(recorder, this, original, args);
    if (event === 'upgrade') return serveUpgrade(recorder, this, original, args);
    return original.apply(this, args);
  };

  return () => {
    recording = false;
  };
}

function serve(
  recorder: HttpServerRecorder,
  server: Server,
  original: Emit,
  args: Parameters<Emit>,
): boolean {
  const incoming = args[1] as IncomingMessage;
  const request = recorder.start(incoming, args[2] as ServerResponse, server);
  try {
    return context.with(request.context, applyEmit, original, server, args);
  } catch (thrown) {
    // What leaves the listener ends the process or a domain's work; it is not ours to stop.
    request.uncaught = true;
    request.recordError(thrown);
    throw thrown;
  }
}

function serveUpgrade(
  recorder: HttpServerRecorder,
  server: Server,
  original: Emit,
  args: Parameters<Emit>,
): boolean {
  const request = recorder.start(args[1] as IncomingMessage, undefined, server);
  return context.with(request.context, applyEmit, original, server, args);
}

/** Called with the original `emit` as `this`, which spares a closure for each request. */
function applyEmit(this: Emit, server: Server, args: Parameters<Emit>): boolean {
  return this.apply(server, args);
}
