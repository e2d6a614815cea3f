import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { OtlpReceiver, TelemetryStore, type StoredSpan } from '@org/observe-otlp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  missingDatabases,
  startPostgres,
  startRedis,
  type DatabaseServer,
} from '../fixtures/databases/database-server.ts';
import { startService, type ServiceProcess } from '../fixtures/databases/service-process.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/databases', import.meta.url));
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const missing = missingDatabases();
if (missing !== undefined) console.log(`skipped: ${missing}`);

/**
 * client ── GET /checkout/:id ── GET ── GET /orders/:id ─┬─ INSERT (postgresql)
 * (the suite)      server       client      server       ├─ SELECT (postgresql)
 *                                                        ├─ SET (redis, ioredis)
 *                                                        └─ GET (redis, redis)
 */
describe.skipIf(missing !== undefined)('a service with PostgreSQL and Redis', () => {
  let postgres: DatabaseServer;
  let redis: DatabaseServer;
  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  });
  afterAll(() => Promise.all([postgres?.stop(), redis?.stop()]));

  describe.each(['express.mjs', 'express.cjs', 'fastify.mjs', 'fastify.cjs'])('%s', (program) => {
    const store = new TelemetryStore();
    const receiver = new OtlpReceiver(store.sink);
    const traceId = randomBytes(16).toString('hex');
    const callerSpanId = randomBytes(8).toString('hex');
    let service: ServiceProcess;
    let spans: readonly StoredSpan[];

    beforeAll(async () => {
      const { url } = await receiver.listen();
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_SERVICE_NAME: program,
        POSTGRES_URL: postgres.url,
        REDIS_URL: redis.url,
      };
      service = await startService([process.execPath, program], { cwd: FIXTURES, env });
      const traceparent = `00-${traceId}-${callerSpanId}-01`;
      await (await fetch(`${service.url}/checkout/17`, { headers: { traceparent } })).text();
      for (let count = 0; count < 3; count += 1) await (await fetch(`${service.url}/orders/18`)).text();
      await fetch(`${service.url}/broken`);
      // Ending flushes: whatever was recorded has arrived once the process is gone.
      await service.stop();
      spans = store.spans().filter((span) => span.traceId === traceId);
    });
    afterAll(() => receiver.close());

    /** The one span of the trace that has these properties. */
    function only(wanted: (span: StoredSpan) => boolean): StoredSpan {
      const [found, ...others] = spans.filter(wanted);
      if (found === undefined || others.length > 0) {
        throw new Error(`not one span but ${JSON.stringify([found, ...others].map((span) => span?.name))}`);
      }
      return found;
    }

    test('continues the trace of its caller through client, server and databases', () => {
      const checkout = only(({ name }) => name === 'GET /checkout/:id');
      expect(checkout).toMatchObject({ kind: SERVER, parentSpanId: callerSpanId });
      const call = only(({ kind, attributes }) => kind === CLIENT && 'url.full' in attributes);
      expect(call).toMatchObject({ parentSpanId: checkout.spanId, name: 'GET' });
      const order = only(({ name }) => name === 'GET /orders/:id');
      expect(order).toMatchObject({ kind: SERVER, parentSpanId: call.spanId });

      const operations = spans
        .filter(({ attributes }) => 'db.system.name' in attributes)
        .map(({ kind, parentSpanId, attributes }) => {
          expect({ kind, parentSpanId }).toEqual({ kind: CLIENT, parentSpanId: order.spanId });
          const text = String(attributes['db.query.text']);
          return `${String(attributes['db.system.name'])} ${text.split(' ')[0]?.toUpperCase()}`;
        });
      expect(operations.sort()).toEqual(['postgresql INSERT', 'postgresql SELECT', 'redis GET', 'redis SET']);
      expect(spans).toHaveLength(7);
    });

    test('writes no value of a query or command into its spans', () => {
      const texts = spans.map(({ attributes }) => String(attributes['db.query.text'] ?? ''));
      expect(texts.find((text) => text.startsWith('INSERT'))).toContain('$1');
      expect(texts.find((text) => text.toUpperCase().startsWith('SET'))).toMatch(/\?|\[/);
    });

    test('marks the span of a query that fails', () => {
      const failed = store
        .spans()
        .filter(({ attributes }) => String(attributes['db.query.text']).includes('nowhere'));
      expect(failed).toHaveLength(1);
      expect(failed[0]?.status?.code).toBe(ERROR);
    });

    test('counts every operation in db.client.operation.duration', () => {
      const count = (match: Record<string, string>) => store.total('db.client.operation.duration', match);
      // Four orders, each with an INSERT and a SELECT; the table's creation; the failing SELECT.
      expect(count({ 'db.system.name': 'postgresql', 'db.operation.name': 'INSERT' })).toBe(4);
      expect(count({ 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT' })).toBe(5);
      expect(count({ 'db.system.name': 'redis', 'db.operation.name': 'set' })).toBe(4);
      expect(count({ 'db.system.name': 'redis', 'db.operation.name': 'GET' })).toBe(4);
    });

    test('counts its own call in http.client.request.duration', () => {
      const match = { 'http.request.method': 'GET', 'server.address': '127.0.0.1' };
      expect(store.total('http.client.request.duration', match)).toBe(1);
    });

    test('counts every request in its SLIs, and logs with the ids of the trace', () => {
      const good = { 'sli.name': 'http.server.availability', 'sli.outcome': 'good' };
      expect(store.total('sli.events', good)).toBe(6);
      const logs = store.logs().filter((record) => record.traceId === traceId);
      expect(logs.map(({ body }) => body)).toContain('reading an order');
    });

    test('says nothing on standard error', () => {
      expect(service.errors()).toBe('');
    });
  });
});
