import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { VERSION } from '../bootstrap/version.ts';

const compress = promisify(gzip);

/** Connections to one endpoint at once. */
const CONNECTIONS_MAX = 4;
/** Answers longer than this are no OTLP answers; their rest is not read. */
const ANSWER_BYTES_MAX = 64 * 1024;
const ATTEMPTS_MAX = 6;
const BACKOFF_START_MS = 1_000;
const BACKOFF_MAX_MS = 5_000;
const BACKOFF_FACTOR = 1.5;
/** Senders of a fleet must not come back all at the same moment. */
const JITTER = 0.2;
/** Statuses that the OTLP specification says to retry. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface OtlpSenderOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  /** Longest time one payload is tried, retries included, in milliseconds. */
  readonly timeoutMs: number;
}

/** Why a payload was given up, in stable words: the same failure reads the same each time. */
export class SendError extends Error {
  readonly retryable: boolean;
  /** What the endpoint asked for by `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, options: { retryable: boolean; retryAfterMs?: number; cause?: unknown }) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SendError';
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Posts OTLP payloads to one endpoint over kept connections, and retries as the OTLP specification says. */
export class OtlpSender {
  readonly #options: OtlpSenderOptions;
  readonly #url: URL;
  readonly #request: typeof http.request;
  readonly #agent: http.Agent;
  readonly #headers: Readonly<Record<string, string>>;
  #abandoned = new AbortController();

  constructor(options: OtlpSenderOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    const { request, Agent } = this.#url.protocol === 'https:' ? https : http;
    this.#request = request;
    this.#agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
    this.#headers = {
      'user-agent': `observe/${VERSION}`,
      ...options.headers,
      'content-type': 'application/x-protobuf',
      ...(options.compression === 'gzip' && { 'content-encoding': 'gzip' }),
    };
  }

  /**
   * Sends one payload.
   *
   * @returns The body of the endpoint's answer.
   * @throws SendError when it was refused, or could not be sent in time.
   */
  send(payload: Uint8Array): Promise<Uint8Array> {
    // What we send is no outgoing request of the application.
    return context.with(suppressTracing(context.active()), () => this.#sendWithRetries(payload));
  }

  /** Gives up all that is being sent: the process is about to end. */
  abandon(): void {
    this.#abandoned.abort();
    this.#abandoned = new AbortController();
  }

  async #sendWithRetries(payload: Uint8Array): Promise<Uint8Array> {
    const { signal } = this.#abandoned;
    const deadline = performance.now() + this.#options.timeoutMs;
    const body = this.#options.compression === 'gzip' ? await compress(payload) : payload;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#post(body, deadline - performance.now(), signal);
      } catch (thrown) {
        const error = thrown as SendError;
        const delayMs = error.retryAfterMs ?? backoffMs(attempt);
        const isLast = attempt >= ATTEMPTS_MAX || performance.now() + delayMs >= deadline;
        if (!error.retryable || isLast || signal.aborted) throw error;
        await pause(delayMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) throw error;
      }
    }
  }

  #post(body: Uint8Array, timeoutMs: number, abandoned: AbortSignal): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const signal = AbortSignal.any([abandoned, AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)))]);
    const headers = { ...this.#headers, 'content-length': body.length };
    const request = this.#request(
      this.#url,
      { method: 'POST', agent: this.#agent, headers, signal },
      (response) => {
        readAnswer(response).then((answer) => {
          const failure = failureOf(response);
          if (failure === undefined) resolve(answer);
          else reject(failure);
        }, fail);
      },
    );
    function fail(cause: Error & { code?: string }): void {
      if (!signal.aborted) return reject(new SendError(describe(cause), { retryable: true, cause }));
      const reason = abandoned.aborted ? 'the process ended first' : 'no answer in time';
      reject(new SendError(reason, { retryable: false, cause }));
    }
    request.on('error', fail);
    request.end(body);
    return promise;
  }
}

async function readAnswer(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= ANSWER_BYTES_MAX) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failureOf({ statusCode = 0, headers }: IncomingMessage): SendError | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  const name = http.STATUS_CODES[statusCode];
  return new SendError(name === undefined ? `HTTP ${statusCode}` : `HTTP ${statusCode} ${name}`, {
    retryable: RETRYABLE_STATUSES.has(statusCode),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Seconds or a date, RFC 9110 section 10.2.3; `undefined` when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // `Date.parse` reads nearly anything as some date; an HTTP date ends like this.
  const date = value.endsWith(' GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function backoffMs(attempt: number): number {
  const planned = Math.min(BACKOFF_MAX_MS, BACKOFF_START_MS * BACKOFF_FACTOR ** (attempt - 1));
  return planned * (1 + JITTER * (2 * Math.random() - 1));
}

/** The code of a socket error first; a message alone when there is none. */
function describe({ code, message }: Error & { code?: string }): string {
  if (code === undefined) return message;
  return message.includes(code) ? message : `${code} ${message}`;
}
