import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type Server } from 'node:net';
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
 * Records the requests of every HTTP, HTTPS and HTTP/2 server of the process by wrapping what all of them use to hand
 * a request out: the `emit` of `net.Server`, from which all three descend. Servers made before count too, and
 * `node:http2` need not be loaded for it.
 *
 * @returns A function that ends it; the wrap stays and passes everything through, since others may have wrapped it.
 */
export function installHttpServerHook(recorder: HttpServerRecorder): () => void {
  const ends = [net.Server, http.Server, https.Server]
    .map(({ prototype }) => prototype as unknown as EmittingPrototype)
    // Where someone else has wrapped a descendant already, that wrap may lead past `net.Server`.
    .filter((prototype, index) => index === 0 || Object.hasOwn(prototype, 'emit'))
    .map((prototype) => wrapEmit(prototype, recorder));
  return () => {
    for (const end of ends) end();
  };
}

function wrapEmit(prototype: EmittingPrototype, recorder: HttpServerRecorder): () => void {
  const own = Object.hasOwn(prototype, 'emit') ? prototype.emit : undefined;
  const parent = Object.getPrototypeOf(prototype) as EmittingPrototype;
  let recording = true;

  prototype.emit = function emit(this: Server, event: string | symbol) {
    // `arguments` instead of rest parameters: every event of every server passes here, most are not ours.
    const args = arguments as unknown as Parameters<Emit>;
    // Looked up each time: `node:domain` replaces it when it is loaded.
    const original = own ?? parent.emit;
    if (!recording) return original.apply(this, args);
    if (REQUEST_EVENTS.has(event) && isResponse(args[2])) return serve(recorder, this, original, args);
    if (event === 'upgrade' && isRequest(args[1])) return serveUpgrade(recorder, this, original, args);
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
  const request = recorder.start(args[1] as IncomingMessage, args[2] as ServerResponse, server);
  let returned = false;
  try {
    const handled = context.with(request.context, applyEmit, undefined, original, server, args);
    returned = true;
    return handled;
  } finally {
    // `finally` and not `catch`: throwing it on would move the place that Node shows for an uncaught error.
    if (!returned) request.uncaught = true;
  }
}

function serveUpgrade(
  recorder: HttpServerRecorder,
  server: Server,
  original: Emit,
  args: Parameters<Emit>,
): boolean {
  const request = recorder.start(args[1] as IncomingMessage, undefined, server);
  return context.with(request.context, applyEmit, undefined, original, server, args);
}

function applyEmit(original: Emit, server: Server, args: Parameters<Emit>): boolean {
  return original.apply(server, args);
}

/** Other servers on `net` may have events of the same names. */
function isResponse(value: unknown): boolean {
  return typeof (value as Partial<ServerResponse> | undefined)?.writeHead === 'function';
}

function isRequest(value: unknown): boolean {
  return typeof (value as Partial<IncomingMessage> | undefined)?.headers === 'object';
}
