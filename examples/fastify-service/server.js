// A stock keeper on Fastify. The first line is all that telemetry needs; everything below it is the service.
import '@org/observe';
import Fastify from 'fastify';
import { logger } from '@org/observe/logger';
import { items } from './items.js';
import { warehouse } from './warehouse.js';

const app = Fastify();

app.get('/health', async () => ({ status: 'ok' }));

// Fails on purpose: a rejected handler is a bad event, with its type on the span and the histogram.
app.get('/forecasts/:sku', async (request) => {
  throw new ForecastError(`no forecast for ${request.params.sku}`);
});

// Plugins nest as deep as they like: the route is reported as /warehouses/:warehouse/reservations.
app.register(items, { prefix: '/items' });
app.register(warehouse, { prefix: '/warehouses/:warehouse' });

await app.listen({ port: Number(process.env.PORT ?? 3002) });
logger.info({ port: app.server.address().port }, 'inventory service is listening');

// Closing the server lets running requests end; what they recorded is sent before the process exits.
process.once('SIGTERM', () => app.close());

class ForecastError extends Error {
  name = 'ForecastError';
}
