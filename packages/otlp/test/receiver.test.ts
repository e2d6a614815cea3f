import { connect } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
  BODY_BYTES_MAX,
  LOGS,
  METRICS,
  OtlpReceiver,
  TRACES,
  UNPACKED_BYTES_MAX,
  type LogsData,
  type MetricsData,
  type OtlpReceiverOptions,
  type TracesData,
} from '../src/index.ts';
import { readExportResponse, readStatus } from './fixtures/response-decoder.ts';
import { SAMPLE_LOGS, SAMPLE_METRICS, SAMPLE_TRACES } from './fixtures/samples.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const SPANS = TRACES.encode(SAMPLE_TRACES);

const open: OtlpReceiver[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function listen(options: OtlpReceiverOptions = {}) {
  const traces: TracesData[] = [];
  const metrics: MetricsData[] = [];
  const logs: LogsData[] = [];
  const refused: string[] = [];
  const receiver = new OtlpReceiver({
    onTraces: (data) => traces.push(data),
    onMetrics: (data) => metrics.push(data),
    onLogs: (data) => logs.push(data),
    onRefused: (reason) => refused.push(reason),
    ...options,
  });
  open.push(receiver);
  const { url, port } = await receiver.listen();
  const post = (
    path: string,
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string> = { 'content-type': PROTOBUF },
  ) => fetch(`${url}${path}`, { method: 'POST', body, headers });
  return { receiver, url, port, post, traces, metrics, logs, refused };
}

describe('an OTLP receiver', () => {
  test('takes each signal as protobuf at its path', async () => {
    const { post, traces, metrics, logs } = await listen();
    const answers = [
      await post('/v1/traces', SPANS),
      await post('/v1/metrics', METRICS.encode(SAMPLE_METRICS)),
      await post('/v1/logs', LOGS.encode(SAMPLE_LOGS)),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(PROTOBUF);
      expect(await readExportResponse(answer)).toEqual({});
    }
    expect([traces, metrics, logs]).toEqual([[SAMPLE_TRACES], [SAMPLE_METRICS], [SAMPLE_LOGS]]);
  });

  test('takes JSON and answers in JSON', async () => {
    const { post, traces } = await listen();
    const json = JSON.stringify({ resourceSpans: [{ schemaUrl: 'https://example.org' }] });
    const answer = await post('/v1/traces', json, { 'content-type': 'Application/JSON; charset=utf-8' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(JSON_TYPE);
    expect(await answer.json()).toEqual({});
    expect(traces).toEqual([{ resourceSpans: [{ scopeSpans: [], schemaUrl: 'https://example.org' }] }]);
  });

  test.each([
    ['gzip', promisify(gzip)],
    ['GZIP', promisify(gzip)],
    ['deflate', promisify(deflate)],
    ['identity', async (bytes: Uint8Array) => bytes],
  ])('unpacks %s', async (encoding, pack) => {
    const { post, traces } = await listen();
    const headers = { 'content-type': PROTOBUF, 'content-encoding': encoding };
    const answer = await post('/v1/traces', new Uint8Array(await pack(SPANS)), headers);
    expect(answer.status).toBe(200);
    expect(traces).toEqual([SAMPLE_TRACES]);
  });

  test('takes an empty request', async () => {
    const { post, traces } = await listen();
    expect((await post('/v1/traces?from=test', new Uint8Array())).status).toBe(200);
    expect(traces).toEqual([{ resourceSpans: [] }]);
  });
});

describe('an OTLP receiver refuses', () => {
  test('what is not protobuf, with a Status in protobuf', async () => {
    const { post, traces, refused } = await listen();
    const answer = await post('/v1/traces', SPANS.subarray(0, SPANS.length - 1));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe(PROTOBUF);
    expect((await readStatus(answer))['message']).toContain('OBS_ERR_OTLP_TRUNCATED');
    expect(traces).toEqual([]);
    expect(refused).toEqual([expect.stringContaining('POST /v1/traces: OBS_ERR_OTLP_TRUNCATED')]);
  });

  test.each([
    ['no JSON', '{', 'the body is not JSON'],
    ['no text', new Uint8Array([0xff, 0xfe]), 'the body is not JSON'],
    ['no object', '[]', 'OBS_ERR_OTLP_JSON'],
    ['nothing', '', 'the body is not JSON'],
    ['JSON that nests without end', `${'['.repeat(1_000_000)}`, 'the body is not JSON'],
  ])('%s, with a Status in JSON', async (_title, body, message) => {
    const { post } = await listen();
    const answer = await post('/v1/logs', body, { 'content-type': JSON_TYPE });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe(JSON_TYPE);
    expect(await answer.json()).toEqual({ message: expect.stringContaining(message) as string });
  });

  test.each([
    ['another path', '/v1/profiles', 'POST', PROTOBUF, 404],
    ['a path below a signal', '/v1/traces/x', 'POST', PROTOBUF, 404],
    ['another method', '/v1/traces', 'PUT', PROTOBUF, 405],
    ['another content type', '/v1/traces', 'POST', 'text/plain', 415],
    ['no content type', '/v1/traces', 'POST', '', 415],
  ])('%s', async (_title, path, method, contentType, status) => {
    const { url, refused } = await listen();
    const headers = { 'content-type': contentType };
    const answer = await fetch(`${url}${path}`, { method, headers, body: SPANS });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
    expect(refused).toHaveLength(1);
  });

  test('a GET, saying what it allows', async () => {
    const { url } = await listen();
    const answer = await fetch(`${url}/v1/traces`);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test.each(['br', 'constructor', '__proto__', 'gzip, gzip'])('the content encoding %s', async (encoding) => {
    const { post, traces } = await listen();
    const headers = { 'content-type': PROTOBUF, 'content-encoding': encoding };
    expect((await post('/v1/traces', SPANS, headers)).status).toBe(415);
    expect(traces).toEqual([]);
  });

  test.each(['gzip', 'deflate'])('what only claims to be %s', async (encoding) => {
    const { post } = await listen();
    const headers = { 'content-type': PROTOBUF, 'content-encoding': encoding };
    expect((await post('/v1/traces', SPANS, headers)).status).toBe(400);
  });

  test('a body that is too large, and the client reads so', async () => {
    const { post, traces } = await listen();
    const answer = await post('/v1/traces', new Uint8Array(BODY_BYTES_MAX * 2));
    expect(answer.status).toBe(413);
    expect((await readStatus(answer))['message']).toContain(String(BODY_BYTES_MAX));
    expect(traces).toEqual([]);
  });

  test('a large body for the wrong path, and the client reads so', async () => {
    const { post } = await listen();
    expect((await post('/v1/profiles', new Uint8Array(BODY_BYTES_MAX))).status).toBe(404);
  });

  test('a small body that unpacks to a large one', async () => {
    const { post } = await listen();
    const bomb = await promisify(gzip)(new Uint8Array(UNPACKED_BYTES_MAX + 1));
    const headers = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };
    const answer = await post('/v1/traces', new Uint8Array(bomb), headers);
    expect(answer.status).toBe(413);
    expect((await readStatus(answer))['message']).toContain(String(UNPACKED_BYTES_MAX));
  });
});

describe('the answer of an OTLP receiver', () => {
  test('tells of a partial success in protobuf, and in JSON with 64-bit integers as text', async () => {
    const partial = { rejected: 3, errorMessage: 'too old' };
    const { post, traces } = await listen({ respond: () => ({ partial }) });
    const answer = await post('/v1/traces', SPANS);
    expect(answer.status).toBe(200);
    expect(await readExportResponse(answer)).toEqual({ partialSuccess: partial });
    expect(traces).toEqual([SAMPLE_TRACES]);

    const json = await post('/v1/logs', '{}', { 'content-type': JSON_TYPE });
    expect(await json.json()).toEqual({
      partialSuccess: { rejectedLogRecords: '3', errorMessage: 'too old' },
    });
  });

  test('plays an endpoint in trouble, which takes nothing', async () => {
    const respond = (path: string) =>
      path === '/v1/traces' ? { status: 503, headers: { 'retry-after': '7' } } : undefined;
    const { post, traces, metrics } = await listen({ respond });
    const answer = await post('/v1/traces', SPANS);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await readStatus(answer)).toEqual({ message: 'refused' });
    expect(traces).toEqual([]);

    expect((await post('/v1/metrics', METRICS.encode(SAMPLE_METRICS))).status).toBe(200);
    expect(metrics).toEqual([SAMPLE_METRICS]);
  });

  test('blames the receiver, not the sender, when a callback throws', async () => {
    const onTraces = () => {
      throw new TypeError('no room');
    };
    const { post } = await listen({ onTraces });
    const answer = await post('/v1/traces', SPANS);
    expect(answer.status).toBe(500);
    expect(await readStatus(answer)).toEqual({ message: 'no room' });
    expect((await post('/v1/logs', LOGS.encode(SAMPLE_LOGS))).status).toBe(200);
  });
});

describe('the connections of an OTLP receiver', () => {
  const HEAD = `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 1000\r\nexpect: 100-continue\r\n\r\n`;

  test('may end in the middle of a body without harm', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { port, post, traces } = await listen({ onRefused: resolve });
    const socket = connect(port, '127.0.0.1', () => socket.write(`${HEAD}abc`, () => socket.destroy()));
    expect(await promise).toMatch(/^POST \/v1\/traces: /);
    expect((await post('/v1/traces', SPANS)).status).toBe(200);
    expect(traces).toEqual([SAMPLE_TRACES]);
  });

  test('are closed with it, though a client is still sending', async () => {
    const { receiver, port, url } = await listen();
    const socket = connect(port, '127.0.0.1', () => socket.write(`${HEAD}abc`));
    const closed = new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
    // The interim answer shows that the request is being read.
    await once(socket, 'data');
    await receiver.close();
    await closed;
    await expect(fetch(`${url}/v1/traces`)).rejects.toThrow('fetch failed');
  });

  test('are none before it listens and after it closed, twice', async () => {
    const receiver = new OtlpReceiver();
    await receiver.close();
    await receiver.listen();
    await receiver.close();
    await expect(receiver.close()).resolves.toBeUndefined();
  });

  test('cannot be taken at a port in use', async () => {
    const { port } = await listen();
    await expect(new OtlpReceiver({ port }).listen()).rejects.toThrow('EADDRINUSE');
  });
});
