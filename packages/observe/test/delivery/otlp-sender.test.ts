import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  OtlpSender,
  parseRetryAfter,
  SendError,
  type OtlpSenderOptions,
} from '../../src/delivery/otlp-sender.ts';

const PAYLOAD = new Uint8Array([1, 2, 3]);

async function endpoint(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
}

function createSender(url: string, options: Partial<OtlpSenderOptions> = {}): OtlpSender {
  return new OtlpSender({ url, headers: {}, compression: 'none', timeoutMs: 5_000, ...options });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failureOf(sending: Promise<unknown>): Promise<SendError> {
  return sending.then(
    () => expect.unreachable('it was sent'),
    (error: SendError) => error,
  );
}

describe('a payload', () => {
  test.each(['gzip', 'none'] as const)(
    'arrives whole with compression %s, and the answer comes back',
    async (compression) => {
      const seen: { headers: IncomingMessage['headers']; body: Buffer }[] = [];
      const url = await endpoint(async (request, response) => {
        seen.push({ headers: request.headers, body: await bodyOf(request) });
        response.end(Buffer.from([9]));
      });
      const sender = createSender(url, { compression, headers: { 'x-key': 'k' } });
      expect([...(await sender.send(PAYLOAD))]).toEqual([9]);
      const [{ headers, body }] = seen as [(typeof seen)[0]];
      expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'x-key': 'k' });
      expect([...(compression === 'gzip' ? gunzipSync(body) : body)]).toEqual([...PAYLOAD]);
    },
  );

  test('goes over a connection that is kept', async () => {
    const ports = new Set<number | undefined>();
    const url = await endpoint((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on('end', () => response.end());
    });
    const sender = createSender(url);
    for (let count = 0; count < 3; count += 1) await sender.send(PAYLOAD);
    expect(ports.size).toBe(1);
  });

  test.each([429, 502, 503, 504])(
    'is sent again after a %i, when the endpoint asks for it',
    async (status) => {
      let tries = 0;
      const url = await endpoint((request, response) => {
        tries += 1;
        if (tries < 3) response.writeHead(status, { 'retry-after': '0' });
        request.resume().on('end', () => response.end());
      });
      await createSender(url).send(PAYLOAD);
      expect(tries).toBe(3);
    },
  );

  test('is sent again after a reset connection', async () => {
    let tries = 0;
    const url = await endpoint((request, response) => {
      tries += 1;
      if (tries === 1) request.socket.resetAndDestroy();
      else request.resume().on('end', () => response.end());
    });
    await createSender(url).send(PAYLOAD);
    expect(tries).toBe(2);
  });

  test.each([
    [400, 'HTTP 400 Bad Request'],
    [401, 'HTTP 401 Unauthorized'],
    [500, 'HTTP 500 Internal Server Error'],
  ])('is given up at once after a %i', async (status, reason) => {
    let tries = 0;
    const url = await endpoint((request, response) => {
      tries += 1;
      request.resume().on('end', () => response.writeHead(status).end());
    });
    const error = await failureOf(createSender(url).send(PAYLOAD));
    expect({ reason: error.message, tries }).toEqual({ reason, tries: 1 });
  });
});

describe('an endpoint in trouble', () => {
  test('that never answers is given up in time', async () => {
    const url = await endpoint(() => {});
    const error = await failureOf(createSender(url, { timeoutMs: 100 }).send(PAYLOAD));
    expect(error.message).toBe('no answer in time');
  });

  test('that is not there is told by the code of the socket error', async () => {
    const error = await failureOf(createSender('http://127.0.0.1:9', { timeoutMs: 100 }).send(PAYLOAD));
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('that asks for more patience than there is gets none', async () => {
    const url = await endpoint((request, response) => {
      request.resume().on('end', () => response.writeHead(503, { 'retry-after': '3600' }).end());
    });
    const error = await failureOf(createSender(url).send(PAYLOAD));
    expect(error).toMatchObject({ message: 'HTTP 503 Service Unavailable', retryAfterMs: 3_600_000 });
  });

  test('with an endless answer costs bounded memory', async () => {
    const url = await endpoint((request, response) => {
      request.resume().on('end', () => response.end(Buffer.alloc(1024 * 1024)));
    });
    const answer = await createSender(url).send(PAYLOAD);
    expect(answer.length).toBeLessThanOrEqual(64 * 1024);
  });

  test('is let go of when the process ends, and can be sent to again after that', async () => {
    let hanging = true;
    const url = await endpoint((request, response) => {
      request.resume().on('end', () => {
        if (!hanging) response.end();
        else sender.abandon();
      });
    });
    const sender = createSender(url);
    const error = await failureOf(sender.send(PAYLOAD));
    expect(error.message).toBe('the process ended first');
    hanging = false;
    await sender.send(PAYLOAD);
  });
});

test.each([
  [undefined, undefined],
  ['0', 0],
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 5_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
])('Retry-After: %s is %s ms at five past', (value, expected) => {
  expect(parseRetryAfter(value, 5_000)).toBe(expected);
});
