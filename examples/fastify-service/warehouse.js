import { annotate } from '@org/observe/api';
import { logger } from '@org/observe/logger';
import { STOCK } from './stock.js';

const reservationBody = {
  type: 'object',
  required: ['sku', 'quantity'],
  properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 } },
};

/** `/warehouses/:warehouse`: reserves what an order asks for, or as much of it as there is. */
export async function warehouse(app) {
  const log = logger.child({ component: 'warehouse' });

  app.post('/reservations', { schema: { body: reservationBody } }, async (request, reply) => {
    const { sku, quantity } = request.body;
    const reserved = Math.min(quantity, STOCK.get(sku) ?? 0);
    // These fields appear on the request's span and on its log line.
    annotate({ 'reservation.warehouse': request.params.warehouse, 'reservation.pieces': reserved });
    if (reserved === 0) return reply.code(409).send({ error: 'sold out', reserved });
    log.info({ sku, reserved }, 'reserved');
    return reply.code(201).send({ sku, reserved });
  });
}
