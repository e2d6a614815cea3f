import { once } from 'node:events';
import {
  createServer,
  Server,
  get,
  request as sendRequest,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import http2 from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { currentHttpRequest, recordHttpRequest } from '../../src/http/access.ts';
import { listen } from './conformance-subject.ts';
import { composeRecording, startRecording, type Count } from './recording.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

function outcomes(counts: readonly Count[], sli = 'http.server.availability'): Record<string, number> {
  const mine = counts.filter(({ attributes }) => attributes['sli.name'] === sli);
  return Object.fromEntries(
    mine.map(({ attributes, value }) => [attributes['sli.outcome'] ?? attributes['sli.reason'], value]),
  );
}

async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

const serve = (listener: RequestListener) => listen(createServer(listener));

describe('the context of a request', () => {
  it('continues the trace of its caller, and its span is active in all that follows', async () => {
    const recording = startRecording();
    let seen: string | undefined;
    const port = await serve((_request, response) => {
      setImmediate(() => {
        seen = trace.getSpan(context.active())?.spanContext().traceId;
        response.end();
      });
    });
    await fetch(`http://127.0.0.1:${port}/`, { headers: { traceparent: TRACEPARENT } });
    await recording.served(1);
    expect(seen).toBe(TRACE_ID);
    const [span] = recording.takeSpans();
    expect(span?.spanContext().traceId).toBe(TRACE_ID);
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('holds the record, which is the same for whoever asks', async () => {
    const recording = startRecording();
    let same = false;
    const port = await serve((request, response) => {
      same = currentHttpRequest() === recordHttpRequest(request, response);
      response.end();
    });
    await fetch(`http://127.0.0.1:${port}/`);
    await recording.served(1);
    expect(same).toBe(true);
    expect(currentHttpRequest()).toBeUndefined();
  });

  it('is that of each request when several are served at once on one connection', async () => {
    const recording = startRecording();
    const waiting: ServerResponse[] = [];
    const port = await serve((request, response) => {
      currentHttpRequest()?.setRoute(String(request.url));
      waiting.push(response);
      // A second request on the connection is handed out only once the first has been answered.
      setImmediate(() => response.end(currentHttpRequest()?.route));
    });
    const answer = await raw(
      port,
      'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    await recording.served(2);
    expect(answer).toContain('/a');
    expect(answer).toContain('/b');
    expect(recording.takeSpans().map(({ name }) => name)).toEqual(['GET /a', 'GET /b']);
  });
});

describe('what counts as a request', () => {
  it('is recorded once when the application hands it on to another server', async () => {
    const recording = startRecording();
    const inner = createServer((_request, response) => response.end('inner'));
    const port = await serve((request, response) => inner.emit('request', request, response));
    await fetch(`http://127.0.0.1:${port}/`);
    await recording.served(1);
    expect(recording.takeSpans()).toHaveLength(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ good: 1 });
  });

  it('includes one that the application lets continue itself', async () => {
    const recording = startRecording();
    const server = createServer();
    server.on('checkContinue', (request, response) => {
      response.writeContinue();
      server.emit('request', request, response);
    });
    server.on('request', (request, response) => request.resume().on('end', () => response.end('done')));
    const port = await listen(server);
    const client = sendRequest({ port, method: 'PUT', headers: { expect: '100-continue' } });
    client.on('continue', () => client.end('body'));
    const [answer] = await once(client, 'response');
    answer.resume();
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ good: 1 });
  });

  it('includes an upgrade, whose duration does not count', async () => {
    const recording = startRecording();
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\nbye');
    });
    const port = await listen(server);
    await raw(port, 'GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n');
    await recording.served(1);
    const counts = await recording.takeCounts();
    expect(outcomes(counts)).toEqual({ good: 1 });
    expect(outcomes(counts, 'http.server.latency')).toEqual({ streaming: 1 });
    expect(recording.takeSpans()[0]?.attributes['http.response.status_code']).toBe(101);
  });

  it('counts server-sent events that their client leaves as good, and does not time them', async () => {
    const recording = startRecording();
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const leaving = get({ port, path: '/events' }, (response) =>
      response.once('data', () => leaving.destroy()),
    );
    leaving.on('error', () => {});
    await recording.served(1);
    const counts = await recording.takeCounts();
    expect(outcomes(counts)).toEqual({ good: 1 });
    expect(outcomes(counts, 'http.server.latency')).toEqual({ streaming: 1 });
  });

  it('counts an upgrade that the server drops without an answer as bad', async () => {
    const recording = startRecording();
    const server = createServer().on('upgrade', (_request, socket) => socket.destroy());
    const port = await listen(server);
    await raw(port, 'GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n');
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ bad: 1 });
  });

  it('includes HTTP/2, with its clients that cancel or vanish', async () => {
    const recording = startRecording();
    const server = http2.createServer((request, response) => {
      if (request.url === '/held') response.write('first');
      else response.end('two');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => void server.close());
    session.on('error', () => {});
    const complete = session.request({ ':path': '/orders?x=1' }).resume();
    await once(complete, 'close');
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ good: 1 });
    expect(recording.takeSpans()[0]?.attributes).toMatchObject({
      'network.protocol.version': '2',
      'url.path': '/orders',
      'server.address': '127.0.0.1',
    });
    const hold = async () => {
      const held = session.request({ ':path': '/held' }).resume();
      held.on('error', () => {});
      await once(held, 'response');
      return held;
    };
    (await hold()).close(http2.constants.NGHTTP2_CANCEL);
    await hold();
    session.destroy();
    await recording.served(3);
    expect(outcomes(await recording.takeCounts())).toEqual({ client_aborted: 2 });
  });

  it('leaves servers of other protocols alone, whatever their events are called', async () => {
    const recording = startRecording();
    const { Server } = await import('node:net');
    const server = new Server();
    const seen: unknown[] = [];
    server.on('request', (...args) => seen.push(...args));
    server.emit('request', { id: 1 }, { reply: true });
    expect(seen).toEqual([{ id: 1 }, { reply: true }]);
    expect(recording.recorder.served).toBe(0);
  });
});

describe('how a request ended', () => {
  it('is bad when the server times out, and says so', async () => {
    const recording = startRecording();
    const server = createServer(() => {});
    server.setTimeout(30);
    const port = await listen(server);
    await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ bad: 1 });
  });

  it("is the client's doing when it sends a body that is no HTTP", async () => {
    const recording = startRecording();
    const port = await serve((request) => request.resume());
    await raw(port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n');
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ client_aborted: 1 });
  });

  it('has the status that was sent, not one that was set too late', async () => {
    const recording = startRecording();
    const port = await serve((_request, response) => {
      response.writeHead(200).write('first');
      response.statusCode = 500;
      response.end();
    });
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ good: 1 });
  });

  it('brings the number of active requests back to zero, however it was', async () => {
    const recording = startRecording();
    const port = await serve((request, response) => {
      if (request.url === '/gone') request.socket.destroy();
      else response.end();
    });
    await fetch(`http://127.0.0.1:${port}/`);
    await fetch(`http://127.0.0.1:${port}/gone`).catch(() => {});
    await recording.served(2);
    const active = (await recording.takeCounts()).filter(({ metric }) => metric.endsWith('active_requests'));
    expect(active).toEqual([]);
  });

  it('is bad when the listener threw, even if the process survived', async () => {
    const recording = startRecording();
    const port = await serve((request, response) => {
      request.socket.unref();
      setImmediate(() => response.end('late'));
      throw new Error('past every framework');
    });
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const survived = once(process, 'uncaughtException');
    get({ port }).on('response', (answer) => answer.resume());
    await survived;
    for (const listener of listeners) process.on('uncaughtException', listener);
    await recording.served(1);
    expect(outcomes(await recording.takeCounts())).toEqual({ bad: 1 });
  });
});

describe('next to others who wrap servers', () => {
  it('records once, and they see every event, when they came first', async () => {
    const prototype = Server.prototype as unknown as { emit?: unknown };
    const inherited = Server.prototype.emit;
    const seen: string[] = [];
    prototype.emit = function (this: Server, ...args: Parameters<typeof inherited>) {
      seen.push(String(args[0]));
      return inherited.apply(this, args);
    };
    onTestFinished(() => void delete prototype.emit);
    // Their wrap keeps what it found; ours must not depend on being below it.
    const recording = startRecording();
    const port = await serve((_request, response) => response.end());
    await fetch(`http://127.0.0.1:${port}/`);
    await recording.served(1);
    expect(seen).toContain('request');
    expect(recording.takeSpans()).toHaveLength(1);
  });

  it('ends with its uninstallation, and requests are served on', async () => {
    const { recording, stop } = composeRecording();
    const port = await serve((_request, response) => response.end(String(currentHttpRequest())));
    stop();
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('undefined');
    expect(recording.recorder.served).toBe(0);
  });
});
