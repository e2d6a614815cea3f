import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  checkHttpAdapterCase,
  checkPipelining,
  HTTP_ADAPTER_CASES,
  type HttpAdapterSubject,
} from '../../../../test/conformance/http-adapter.ts';
import { recordHttpRequest, type HttpRouteConfig } from '../../src/http-server.ts';
import { CONFORMANCE_CONFIG, closeServer, createSubject } from './conformance-subject.ts';
import { composeRecording } from './recording.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A router of a few lines, with an adapter as the public entry lets anyone write one. */
class TinyRouter {
  readonly #routes: {
    method: string;
    template: string;
    pattern: RegExp;
    answer: Answer;
    options?: HttpRouteConfig;
  }[] = [];

  on(route: string, answer: Answer, options?: HttpRouteConfig): void {
    const [method = '', template = ''] = route.split(' ');
    const pattern = new RegExp(`^${template.replaceAll(/:\w+/g, '[^/]+')}$`);
    this.#routes.push({ method, template, pattern, answer, ...(options !== undefined && { options }) });
  }

  readonly listener: RequestListener = async (request, response) => {
    const record = recordHttpRequest(request, response);
    record?.claim();
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const [path = '/'] = (request.url ?? '/').split('?');
    const route = this.#routes.find(
      (candidate) => candidate.method === method && candidate.pattern.test(path),
    );
    if (route === undefined) return response.writeHead(404).end();
    record?.setRoute(route.template);
    if (route.options !== undefined) record?.configure(route.options);
    try {
      return await route.answer(request, response);
    } catch (thrown) {
      record?.recordError(thrown);
      return response.writeHead(500).end();
    }
  };
}

function createRouter(): TinyRouter {
  const router = new TinyRouter();
  const text: Answer = (_request, response) => response.end('text');
  const fail: Answer = () => {
    throw new RangeError('as planned');
  };
  for (const path of ['/', '/orders/:id', '/tenants/:tenant/items/:item', '/health'])
    router.on(`GET ${path}`, text);
  router.on('GET /internal', text, { enabled: false });
  router.on('POST /orders', async (request, response) => {
    for await (const _chunk of request);
    response.writeHead(201).end();
  });
  router.on('GET /failing', fail);
  router.on('GET /rejecting', async (request, response) => {
    await delay(1);
    fail(request, response);
  });
  router.on('GET /unavailable', (_request, response) => response.writeHead(503).end());
  router.on('GET /teapot', (_request, response) => response.writeHead(418).end());
  router.on('GET /slow', async (_request, response) => {
    await delay(10);
    response.end('slow');
  });
  router.on('GET /events', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
    response.end('data: 2\n\n');
  });
  router.on('GET /hanging', (_request, response) => response.write('first'));
  router.on('GET /silent', () => {});
  router.on('GET /destroying', (request) => request.socket.destroy());
  return router;
}

describe('an adapter on the public http-server entry', () => {
  const server = createServer(createRouter().listener);
  let subject: HttpAdapterSubject;
  let stop: () => void;

  beforeAll(async () => {
    const composed = composeRecording({ http: CONFORMANCE_CONFIG });
    ({ stop } = composed);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    subject = createSubject(composed.recording, (server.address() as AddressInfo).port, true);
  });

  afterAll(async () => {
    await closeServer(server);
    stop();
  });

  it.each(HTTP_ADAPTER_CASES.map((each) => [each.behaviour, each] as const))(
    '%s',
    async (_behaviour, each) => {
      await checkHttpAdapterCase(each, subject);
    },
  );

  it('records each of several pipelined requests once', () => checkPipelining(subject));
});
