import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogsData } from '../model/logs.ts';
import type { MetricsData } from '../model/metrics.ts';
import type { TracesData } from '../model/traces.ts';
import { LOGS, METRICS, TRACES, type PartialSuccess, type Signal } from '../signal.ts';
import { OtlpError } from '../errors.ts';
import { discardBody, readBody, RequestError } from './body.ts';
import { ProtobufWriter } from '../wire/protobuf-writer.ts';
import { encodeMessage } from '../wire/encode-protobuf.ts';
import { RPC_STATUS } from '../wire/schema.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
/** A client gets this long to send a request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What a receiver answers instead of plain success: a status, or a partial success. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partial?: PartialSuccess;
}

export interface OtlpReceiverOptions {
  /** 0 takes a free port. */
  readonly port?: number;
  readonly host?: string;
  readonly onTraces?: (data: TracesData) => void;
  readonly onMetrics?: (data: MetricsData) => void;
  readonly onLogs?: (data: LogsData) => void;
  /** Told of requests that were refused, with the reason. */
  readonly onRefused?: (reason: string) => void;
  /** Decides the answer before anything is taken, to play an endpoint in trouble; `undefined` is success. */
  readonly respond?: (path: string) => Answer | undefined;
}

interface Route {
  readonly signal: Signal<object>;
  readonly take: (data: object) => void;
}

/** An OTLP/HTTP endpoint: protobuf and JSON, plain or compressed, with the status codes of the specification. */
export class OtlpReceiver {
  readonly #options: OtlpReceiverOptions;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #server: Server;

  constructor(options: OtlpReceiverOptions = {}) {
    this.#options = options;
    const { onTraces = ignore, onMetrics = ignore, onLogs = ignore } = options;
    this.#routes = new Map([route(TRACES, onTraces), route(METRICS, onMetrics), route(LOGS, onLogs)]);
    this.#server = http.createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Begins to listen. Rejects when the port is taken. */
  async listen(): Promise<{ url: string; port: number }> {
    const { port = 0, host = '127.0.0.1' } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(port, host, resolve);
    await promise;
    const address = this.#server.address() as AddressInfo;
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`, port: address.port };
  }

  /** Stops listening and closes every connection. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    try {
      const { signal, take } = this.#routeOf(request, contentType);
      const body = await readBody(request);
      const answer = this.#options.respond?.(signal.path);
      if (answer?.status !== undefined && answer.status >= 300) {
        sendStatus(response, contentType, answer.status, 'refused', answer.headers);
        return;
      }
      take(contentType === JSON_TYPE ? signal.decodeJson(parseJson(body)) : signal.decode(body));
      sendSuccess(response, contentType, signal, answer);
    } catch (thrown) {
      const { status, message } = describe(thrown);
      this.#options.onRefused?.(`${request.method} ${request.url}: ${message}`);
      await discardBody(request);
      if (!response.headersSent) sendStatus(response, contentType, status, message);
    }
  }

  #routeOf({ url = '/', method }: IncomingMessage, contentType: string): Route {
    const found = this.#routes.get(url.split('?')[0] ?? '/');
    if (found === undefined)
      throw new RequestError(404, `nothing is at ${url}; send to /v1/traces, /v1/metrics or /v1/logs`);
    if (method !== 'POST') throw new RequestError(405, `${method} is not POST`);
    if (contentType !== PROTOBUF && contentType !== JSON_TYPE) {
      throw new RequestError(415, `"${contentType}" is neither ${PROTOBUF} nor ${JSON_TYPE}`);
    }
    return found;
  }
}

function route<Data extends object>(signal: Signal<Data>, take: (data: Data) => void): [string, Route] {
  return [signal.path, { signal: signal as unknown as Signal<object>, take: take as (data: object) => void }];
}

function ignore(): void {}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new RequestError(400, 'the body is not JSON', { cause });
  }
}

function describe(thrown: unknown): { status: number; message: string } {
  if (thrown instanceof RequestError) return { status: thrown.status, message: thrown.message };
  if (thrown instanceof OtlpError) {
    return { status: thrown.code === 'OBS_ERR_OTLP_SIZE' ? 413 : 400, message: thrown.message };
  }
  // Not the sender's fault: a callback threw, or the connection ended and no answer will arrive.
  return { status: 500, message: thrown instanceof Error ? thrown.message : String(thrown) };
}

function sendSuccess(
  response: ServerResponse,
  contentType: string,
  signal: Signal<object>,
  answer?: Answer,
): void {
  const body =
    contentType === JSON_TYPE
      ? JSON.stringify(signal.responseJson(answer?.partial))
      : signal.encodeResponse(answer?.partial);
  response.writeHead(200, { ...answer?.headers, 'content-type': contentType }).end(body);
}

/** An error answer carries a `google.rpc.Status`, in the encoding of the request. */
function sendStatus(
  response: ServerResponse,
  contentType: string,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const protobuf = contentType === PROTOBUF;
  const writer = new ProtobufWriter();
  if (protobuf) encodeMessage(RPC_STATUS, { message }, writer);
  const body = protobuf ? writer.finish() : JSON.stringify({ message });
  const allow = status === 405 ? { allow: 'POST' } : {};
  response.writeHead(status, {
    ...headers,
    ...allow,
    'content-type': protobuf ? PROTOBUF : JSON_TYPE,
    connection: 'close',
  });
  response.end(body);
}
