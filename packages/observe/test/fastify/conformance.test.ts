import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  checkHttpAdapterCase,
  checkPipelining,
  HTTP_ADAPTER_CASES,
  type HttpAdapterSubject,
} from '../../../../test/conformance/http-adapter.ts';
import { observeFastifyInstances } from '../../src/fastify/initialization.ts';
import { CONFORMANCE_CONFIG, createSubject } from '../http/conformance-subject.ts';
import { composeRecording } from '../http/recording.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { FASTIFY_VERSIONS, type CreateFastify } from './fastify-versions.ts';

describe.each(FASTIFY_VERSIONS)('$name', ({ fastify }) => {
  let app: FastifyInstance;
  let subject: HttpAdapterSubject;
  let stop: () => void;

  beforeAll(async () => {
    const composed = composeRecording({ http: CONFORMANCE_CONFIG });
    const unsubscribe = observeFastifyInstances(new Diagnostics());
    stop = () => {
      unsubscribe();
      composed.stop();
    };
    app = createConformanceApp(fastify);
    await app.listen({ port: 0, host: '127.0.0.1' });
    subject = createSubject(composed.recording, (app.server.address() as AddressInfo).port, true);
  });

  afterAll(async () => {
    app.server.closeAllConnections();
    await app.close();
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

function createConformanceApp(fastify: CreateFastify): FastifyInstance {
  const app = fastify();
  app.get('/', () => 'welcome');
  app.get('/orders/:id', async (request) => request.params);
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/orders', async (_request, reply) => reply.code(201).send('created'));
  app.register(
    async (tenants) => {
      tenants.get('/items/:item', async (request) => request.params);
    },
    { prefix: '/tenants/:tenant' },
  );
  app.get('/failing', () => {
    throw new RangeError('as planned');
  });
  app.get('/rejecting', async () => {
    await delay(1);
    throw new RangeError('as planned');
  });
  app.get('/unavailable', (_request, reply) => reply.code(503).send('later'));
  app.get('/teapot', (_request, reply) => reply.code(418).send('short and stout'));
  app.get('/slow', async () => {
    await delay(10);
    return 'slow';
  });
  app.get('/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' });
    reply.raw.write('data: 1\n\n');
    reply.raw.end('data: 2\n\n');
  });
  app.get('/hanging', (_request, reply) => {
    reply.hijack();
    reply.raw.write('first');
  });
  app.get('/silent', (_request, reply) => reply.hijack());
  app.get('/destroying', (request, reply) => {
    reply.hijack();
    request.raw.socket.destroy();
  });
  app.get('/internal', { config: { observe: false } }, () => 'internal');
  app.get('/health', () => 'ok');
  return app;
}
