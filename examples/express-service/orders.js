/** Orders kept in memory; the oldest make room for new ones. */
const ORDERS_MAX = 1_000;

const orders = new Map();
let nextNumber = 1;
for (const sku of ['tea', 'cup', 'kettle', 'tea', 'cup']) {
  addOrder({ customerId: `c-${nextNumber}`, sku, quantity: 1, reserved: 1 });
}

export function listOrders() {
  return [...orders.values()];
}

export function findOrder(id) {
  return orders.get(id);
}

export function addOrder(fields) {
  const order = { id: `o-${nextNumber}`, ...fields };
  nextNumber += 1;
  orders.set(order.id, order);
  // The first five stay, so that there is always something to look up.
  if (orders.size > ORDERS_MAX) orders.delete([...orders.keys()][5]);
  return order;
}
