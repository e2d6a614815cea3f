import { Readable } from 'node:stream';
import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpRouteConfig } from '../../src/config/model.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { observeFastifyInstances } from '../../src/fastify/initialization.ts';
import { observeFastify } from '../../src/fastify/plugin.ts';
import { startRecording, type Recording } from '../http/recording.ts';
import { FASTIFY_VERSIONS, type CreateFastify } from './fastify-versions.ts';

function start(fastify: CreateFastify): { app: FastifyInstance; recording: Recording } {
  const recording = startRecording();
  onTestFinished(observeFastifyInstances(new Diagnostics()));
  return { recording, app: fastify() };
}

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

async function get(app: FastifyInstance, path: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${await listen(app)}${path}`, init);
  await answer.text();
  return answer.status;
}

describe.each(FASTIFY_VERSIONS)('the route of $name', ({ fastify }) => {
  it('joins the prefixes of encapsulated plugins', async () => {
    const { app, recording } = start(fastify);
    app.register(
      async (api) => {
        api.register(async (orders) => void orders.get('/:order', async () => 'one'), {
          prefix: '/tenants/:tenant/orders',
        });
      },
      { prefix: '/api' },
    );
    await get(app, '/api/tenants/acme/orders/1');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/api/tenants/:tenant/orders/:order', outcome: 'good' });
  });

  it.each(['GET', 'HEAD'])('is known for a wildcard asked by %s', async (method) => {
    const { app, recording } = start(fastify);
    app.get('/static/*', async () => 'file');
    await get(app, '/static/a/b.txt', { method });
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/static/*', method });
  });

  it('is known when a hook answers early', async () => {
    const { app, recording } = start(fastify);
    app.addHook('onRequest', async (_request, reply) => reply.code(401).send('who?'));
    app.get('/orders/:id', async () => 'never');
    await get(app, '/orders/1');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/orders/:id', statusCode: 401, outcome: 'good' });
  });

  it('is unknown, and the request unmatched, for a 404 of any plugin', async () => {
    const { app, recording } = start(fastify);
    app.register(
      async (api) => {
        api.setNotFoundHandler((_request, reply) => void reply.code(404).send('my own page'));
        api.get('/orders', async () => []);
      },
      { prefix: '/api' },
    );
    await get(app, '/api/nowhere');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: undefined, outcome: 'unmatched' });
  });

  it('is unknown, and the request unmatched, for a URL that cannot be decoded', async () => {
    const { app, recording } = start(fastify);
    app.get('/orders/:id', async () => 'one');
    const port = await listen(app);
    connect(port, '127.0.0.1')
      .end('GET /orders/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      .resume();
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: undefined, statusCode: 400, outcome: 'unmatched' });
  });

  it("belongs to a failed validation, which is the client's", async () => {
    const { app, recording } = start(fastify);
    const querystring = { type: 'object', required: ['page'], properties: { page: { type: 'integer' } } };
    app.get('/orders', { schema: { querystring } }, async () => []);
    await get(app, '/orders');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/orders', statusCode: 400, outcome: 'good' });
  });

  it('comes with the error that an error handler answered', async () => {
    const { app, recording } = start(fastify);
    app.setErrorHandler((_error, _request, reply) => void reply.code(502).send('sorry'));
    app.get('/orders/:id', async () => {
      throw new RangeError('as planned');
    });
    await get(app, '/orders/1');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({
      route: '/orders/:id',
      outcome: 'bad',
      error: new RangeError('as planned'),
    });
  });

  it('is known for a stream that breaks, which is bad', async () => {
    const { app, recording } = start(fastify);
    app.get('/stream', async (_request, reply) => {
      async function* chunks() {
        yield 'first';
        throw new Error('as planned');
      }
      return reply.type('text/plain').send(Readable.from(chunks()));
    });
    await get(app, '/stream').catch(() => {});
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/stream', statusCode: 200, outcome: 'bad' });
  });

  it('is recorded of an injected request too, with its span active', async () => {
    const { app, recording } = start(fastify);
    onTestFinished(() => app.close());
    let current: unknown;
    app.get('/orders/:id', async () => {
      current = recording.recorder.current();
      return 'one';
    });
    await app.inject('/orders/1');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/orders/:id', outcome: 'good' });
    expect(current).toBeDefined();
  });
});

describe.each(FASTIFY_VERSIONS)('the options of $name', ({ fastify }) => {
  it('come from the plugin for all routes, and from a route for itself', async () => {
    const { app, recording } = start(fastify);
    app.register(observeFastify, { badStatusCodes: [404], latencyThresholdMs: 300 });
    app.get('/plain', async (_request, reply) => reply.code(404).send(''));
    app.get('/own', { config: { observe: { badStatusCodes: [] } } }, async (_request, reply) =>
      reply.code(404).send(''),
    );
    app.get('/out', { config: { observe: false } }, async () => 'out');
    const port = await listen(app);
    for (const path of ['/plain', '/own', '/out'])
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await recording.served(3);
    expect(recording.logs.map(({ outcome }) => outcome)).toEqual(['bad', 'good', 'ignored']);
    expect(recording.takeSpans()).toHaveLength(3);
  });

  it('reach only the routes of the plugin that registers them', async () => {
    const { app, recording } = start(fastify);
    app.register(async (inside) => {
      inside.register(observeFastify, { enabled: false });
      inside.get('/inside', async () => 'inside');
    });
    app.get('/outside', async () => 'outside');
    const port = await listen(app);
    for (const path of ['/inside', '/outside']) await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await recording.served(2);
    expect(recording.logs.map(({ outcome }) => outcome)).toEqual(['ignored', 'good']);
  });

  it('are ignored where they are wrong, which is said once', async () => {
    const { app, recording } = start(fastify);
    const observe = { latencyThresholdMs: -1 } satisfies HttpRouteConfig;
    app.get('/orders', { config: { observe } }, async () => []);
    const port = await listen(app);
    for (let index = 0; index < 2; index += 1) await (await fetch(`http://127.0.0.1:${port}/orders`)).text();
    await recording.served(2);
    expect(recording.logs.map(({ outcome }) => outcome)).toEqual(['good', 'good']);
    expect(recording.diagnostics).toHaveLength(1);
    expect(recording.diagnostics[0]).toMatch(/OBS_ERR_HTTP_OPTIONS.*config\.observe.*latencyThresholdMs/);
  });

  it('work by the plugin alone, where the instance was made before anyone listened', async () => {
    const recording = startRecording();
    const app = fastify();
    app.register(observeFastify);
    app.get('/orders/:id', async () => 'one');
    await get(app, '/orders/1');
    await recording.served(1);
    expect(recording.logs[0]).toMatchObject({ route: '/orders/:id', outcome: 'good' });
  });
});
