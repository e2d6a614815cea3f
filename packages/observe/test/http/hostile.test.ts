import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { currentHttpRequest } from '../../src/http/access.ts';
import { annotate } from '../../src/trace/annotate.ts';
import { listen } from './conformance-subject.ts';
import { startRecording, type RecordingOptions } from './recording.ts';

/** Serves one raw request with a recording, and gives both. */
async function exchange(listener: RequestListener, text: string, options: RecordingOptions = {}) {
  const recording = startRecording(options);
  const port = await listen(createServer({ maxHeaderSize: 100_000 }, listener));
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.write(text);
  await once(socket, 'close');
  await recording.served(1);
  const [span] = recording.takeSpans();
  return { recording, answer, attributes: span?.attributes ?? {}, events: span?.events ?? [] };
}

const request = (headers: string, target = '/'): string =>
  `GET ${target} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`;

describe('what a client sends', () => {
  it('is cut to a bound', async () => {
    const long = 'x'.repeat(20_000);
    const { attributes, answer } = await exchange(
      (_request, response) => response.end(),
      request(`Host: ${long}\r\nUser-Agent: ${long}`, `/${long}?${long}`),
    );
    expect(answer).toContain('200 OK');
    for (const key of ['user_agent.original', 'url.path', 'url.query', 'server.address'])
      expect(String(attributes[key]).length, key).toBeLessThanOrEqual(512);
  });

  it('may be no trace context at all', async () => {
    const { attributes, recording } = await exchange(
      (_request, response) => response.end(),
      request('Host: x\r\ntraceparent: 00-zz-%00-garbage\r\ntracestate: ,,,=\r\nbaggage: ;;;'),
    );
    expect(attributes['http.request.method']).toBe('GET');
    expect(recording.diagnostics).toEqual([]);
  });

  it('may be a host with a strange port', async () => {
    const { attributes } = await exchange(
      (_request, response) => response.end(),
      request('Host: [::1]:99999999'),
    );
    expect(attributes['server.address']).toBe('[::1]:99999999');
    expect(attributes['server.port']).toBeUndefined();
  });

  it('loses the values of its secret parameters', async () => {
    const { attributes } = await exchange(
      (_request, response) => response.end(),
      request('Host: shop.test:8080', '/?a=1&Access_Token=abc&b=2&sig='),
    );
    expect(attributes['url.query']).toBe('a=1&Access_Token=REDACTED&b=2&sig=REDACTED');
    expect(attributes).toMatchObject({ 'server.address': 'shop.test', 'server.port': 8080 });
  });

  it('cannot make more series than the budget allows', async () => {
    const recording = startRecording({ seriesBudget: 10 });
    const port = await listen(
      createServer((incoming, response) => {
        currentHttpRequest()?.setRoute(String(incoming.url));
        response.end();
      }),
    );
    for (let index = 0; index < 30; index += 1) await fetch(`http://127.0.0.1:${port}/${index}`);
    await recording.served(30);
    const counts = await recording.takeCounts();
    const durations = counts.filter(({ metric }) => metric === 'http.server.request.duration');
    expect(durations.length).toBeLessThanOrEqual(11);
    expect(durations.reduce((sum, { value }) => sum + value, 0)).toBe(30);
    expect(recording.diagnostics.join()).toContain('http.route');
  });
});

describe('what an application does', () => {
  it('may be to annotate with fields that throw: said once, coded, and served', async () => {
    const hostile = Object.defineProperty({}, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('trapped');
      },
    });
    const { recording, answer } = await exchange((_request, response) => {
      currentHttpRequest()?.annotate(hostile);
      currentHttpRequest()?.annotate(hostile);
      annotate(hostile);
      response.end();
    }, request('Host: x'));
    expect(answer).toContain('200 OK');
    expect(recording.diagnostics.filter((line) => line.includes('trapped'))).toHaveLength(1);
    expect(recording.diagnostics[0]).toContain('OBS_ERR_HTTP_RECORDING');
  });

  it('may be to throw what cannot even be turned into text', async () => {
    const unprintable: unknown = Object.create(null);
    const hostile = Object.defineProperty({}, 'trap', {
      enumerable: true,
      get: () => {
        throw unprintable;
      },
    });
    const { recording, answer } = await exchange((_request, response) => {
      currentHttpRequest()?.annotate(hostile);
      response.end();
    }, request('Host: x'));
    expect(answer).toContain('200 OK');
    expect(recording.diagnostics).toHaveLength(1);
  });

  it('may be to annotate without end: the bound holds, and the first fields are kept', async () => {
    const { recording } = await exchange((_request, response) => {
      for (let index = 0; index < 200; index += 1)
        currentHttpRequest()?.annotate({ [`field${index}`]: index });
      response.end();
    }, request('Host: x'));
    expect(Object.keys(recording.logs[0]?.fields ?? {})).toHaveLength(64);
    expect(recording.logs[0]?.fields).toMatchObject({ field0: 0 });
  });

  it('may be to record an error that cannot be read', async () => {
    const error = new Error('unreadable');
    for (const key of ['name', 'message', 'stack'])
      Object.defineProperty(error, key, {
        get: () => {
          throw new Error('no');
        },
      });
    const { recording, attributes } = await exchange((_request, response) => {
      currentHttpRequest()?.recordError(error);
      response.writeHead(500).end();
    }, request('Host: x'));
    expect(attributes['error.type']).toBe('500');
    expect(recording.logs[0]?.outcome).toBe('bad');
  });

  it('may be to name a route that is no text, or one without end', async () => {
    const { attributes } = await exchange((_request, response) => {
      currentHttpRequest()?.setRoute(`/${'x'.repeat(5_000)}`);
      currentHttpRequest()?.setRoute(undefined as unknown as string);
      response.end();
    }, request('Host: x'));
    expect(String(attributes['http.route'])).toHaveLength(256);
  });

  it('may be to mark a response as a stream, or its request as not counting', async () => {
    const stream = await exchange((_request, response) => {
      currentHttpRequest()?.markStreaming();
      response.end();
    }, request('Host: x'));
    const counts = await stream.recording.takeCounts();
    expect(counts.map(({ attributes }) => attributes['sli.reason'])).toContain('streaming');
    const ignored = await exchange((_request, response) => {
      currentHttpRequest()?.ignore();
      response.end();
    }, request('Host: x'));
    expect(ignored.recording.logs).toEqual([]);
  });
});
