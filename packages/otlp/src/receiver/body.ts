import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** Bytes one request may send, and may unpack to. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
export const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes read past an error, so that a client which is still sending gets to read the answer. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

type Unpack = (body: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const UNPACKERS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
]);

/** A request that is refused, with the HTTP status that says why. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestError';
    this.status = status;
  }
}

/**
 * Reads and unpacks the body of a request.
 *
 * @throws RequestError 413 when it is or unpacks too large, 415 for an unknown encoding, 400 when it does not unpack.
 */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const body = await collect(request);
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return body;
  const unpack = UNPACKERS.get(encoding);
  if (unpack === undefined) throw new RequestError(415, `"${encoding}" is neither gzip nor deflate`);
  try {
    return await unpack(body, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestError(413, `the body unpacks to more than ${UNPACKED_BYTES_MAX} bytes`, { cause });
    }
    throw new RequestError(400, `the body is not ${encoding}`, { cause });
  }
}

/** Reads what is left of a request that is refused, within bounds. Never rejects. */
export async function discardBody(request: IncomingMessage): Promise<void> {
  try {
    let length = 0;
    for await (const chunk of readChunks(request)) {
      length += chunk.length;
      if (length > DISCARDED_BYTES_MAX) return;
    }
  } catch {
    // The client is gone: nobody is left to answer.
  }
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(request)) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) {
      throw new RequestError(413, `the body has more than ${BODY_BYTES_MAX} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The chunks of a body; leaving the loop keeps the connection, which the answer still needs. */
function readChunks(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}
