// An orders API on Express. The first line is all that telemetry needs; everything below it is the service.
import '@org/observe';
import express from 'express';
import { logger } from '@org/observe/logger';
import { checkout } from './checkout.js';
import { findOrder, listOrders } from './orders.js';
import { delay } from './delay.js';

const app = express();
app.use(express.json());

app.get('/health', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/orders', checkout);

// Streams every order as one JSON line; a client that leaves half way is counted as `client_aborted`, never as good.
app.get('/orders/export', async (request, response) => {
  response.type('application/x-ndjson');
  for (const order of listOrders()) response.write(`${JSON.stringify(order)}\n`);
  await delay(request.query.delay_ms, response);
  response.end();
});

app.get('/orders/:orderId', async (request, response) => {
  await delay(request.query.delay_ms, response);
  const order = findOrder(request.params.orderId);
  if (order === undefined) return response.status(404).json({ error: 'no such order' });
  response.json(order);
});

// Fails on purpose: an error thrown by a handler is a bad event, with its type on the span and the histogram.
app.get('/orders/:orderId/invoice', async (request) => {
  throw new InvoiceError(`the invoice of ${request.params.orderId} cannot be drawn`);
});

// Routers nest as deep as they like: the route is reported as /customers/:customerId/orders/:orderId.
const customerOrders = express.Router({ mergeParams: true });
customerOrders.get('/', async (request, response) => {
  await delay(request.query.delay_ms, response);
  response.json(listOrders().filter((order) => order.customerId === request.params.customerId));
});
customerOrders.get('/:orderId', (request, response) => {
  const order = findOrder(request.params.orderId);
  if (order?.customerId !== request.params.customerId)
    return response.status(404).json({ error: 'no such order' });
  response.json(order);
});
const customers = express.Router();
customers.use('/:customerId/orders', customerOrders);
app.use('/customers', customers);

// Express knows an error handler by its four parameters.
app.use((error, request, response, _next) => {
  logger.error({ err: error }, 'request failed');
  response.status(500).json({ error: 'internal error' });
});

const server = app.listen(Number(process.env.PORT ?? 3001), () => {
  logger.info({ port: server.address().port }, 'orders service is listening');
});

// Closing the server lets running requests end; what they recorded is sent before the process exits.
process.once('SIGTERM', () => server.close());

class InvoiceError extends Error {
  name = 'InvoiceError';
}
