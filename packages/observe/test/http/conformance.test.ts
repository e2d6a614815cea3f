import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  checkHttpAdapterCase,
  checkPipelining,
  HTTP_ADAPTER_CASES,
  type HttpAdapterSubject,
} from '../../../../test/conformance/http-adapter.ts';
import { CONFORMANCE_CONFIG, closeServer, createSubject } from './conformance-subject.ts';
import { composeRecording } from './recording.ts';

const server = createServer((request, response) => void answer(request, response));
let subject: HttpAdapterSubject;
let stop: () => void;

beforeAll(async () => {
  const composed = composeRecording({ http: CONFORMANCE_CONFIG });
  ({ stop } = composed);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  subject = createSubject(composed.recording, (server.address() as { port: number }).port, false);
});

afterAll(async () => {
  await closeServer(server);
  stop();
});

describe('a plain node:http server', () => {
  it.each(HTTP_ADAPTER_CASES.map((each) => [each.behaviour, each] as const))(
    '%s',
    async (_behaviour, each) => {
      await checkHttpAdapterCase(each, subject);
    },
  );

  it('records each of several pipelined requests once', () => checkPipelining(subject));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const key = `${request.method === 'HEAD' ? 'GET' : request.method} ${path}`;
  switch (key) {
    case 'POST /orders':
      for await (const _chunk of request);
      response.writeHead(201).end();
      return;
    case 'GET /failing':
    case 'GET /rejecting':
      response.writeHead(500).end('failed');
      return;
    case 'GET /unavailable':
      response.writeHead(503).end();
      return;
    case 'GET /teapot':
      response.writeHead(418).end();
      return;
    case 'GET /slow':
      await delay(10);
      response.end('slow');
      return;
    case 'GET /events':
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
      response.end('data: 2\n\n');
      return;
    case 'GET /hanging':
      response.writeHead(200).write('first');
      return;
    case 'GET /silent':
      return;
    case 'GET /destroying':
      request.socket.destroy();
      return;
  }
  const known = /^GET \/(?:orders\/\w+|tenants\/\w+\/items\/\w+|internal|health)?$/.test(key);
  response.writeHead(known ? 200 : 404).end(known ? 'answer' : 'nothing');
}
