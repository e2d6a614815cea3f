import { annotate, defineSli } from '@org/observe/api';
import { logger } from '@org/observe/logger';
import { addOrder } from './orders.js';

const INVENTORY_URL = process.env.INVENTORY_URL ?? 'http://127.0.0.1:3002';

/** Our own promise to customers, beyond status codes: an order is good when all of it can be delivered. */
const checkoutQuality = defineSli('checkout.submit.quality', {
  description: 'Submitted orders that were reserved in full.',
  attributes: { channel: ['web', 'app'] },
  objective: { target: 0.95, window: '28d' },
});

const log = logger.child({ component: 'checkout' });

/** `POST /orders` with `{ customerId, sku, quantity, channel }`: reserves stock at the inventory service. */
export async function checkout(request, response) {
  const { customerId, sku, quantity, channel } = request.body ?? {};
  if (!customerId || !sku || !(quantity > 0) || !['web', 'app'].includes(channel)) {
    return response
      .status(400)
      .json({ error: 'customerId, sku, quantity and channel (web or app) are required' });
  }
  // These fields appear on the request's span and on its log line.
  annotate({ 'order.sku': sku, 'order.quantity': quantity });

  // The trace goes with the call: the inventory's span becomes a child of this request's.
  const reservation = await fetch(`${INVENTORY_URL}/warehouses/main/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sku, quantity }),
  });
  const { reserved = 0 } = await reservation.json();
  checkoutQuality.record(reserved === quantity, { channel });

  if (reservation.status === 409) {
    log.warn({ sku, quantity }, 'sold out');
    return response.status(409).json({ error: 'sold out' });
  }
  const order = addOrder({ customerId, sku, quantity, reserved });
  log.info({ orderId: order.id, reserved }, 'order accepted');
  response.status(201).json(order);
}
