import { delay } from './delay.js';
import { STOCK } from './stock.js';

/** `/items`: what there is. */
export async function items(app) {
  app.get('/', async () => [...STOCK.keys()]);

  app.get('/:sku', async (request, reply) => {
    await delay(request.query.delay_ms, reply.raw);
    const { sku } = request.params;
    if (!STOCK.has(sku)) return reply.code(404).send({ error: 'no such item' });
    return { sku, stock: STOCK.get(sku) };
  });
}
