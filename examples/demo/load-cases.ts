import type { Random } from './random.ts';

export type ServiceName = 'orders' | 'inventory';
export type Abort = 'before the answer' | 'half way';

/** What one request must leave behind in one service: a duration, SLI events, a span and a log line. */
export interface ServerEvent {
  readonly service: ServiceName;
  readonly method: string;
  /** Template of the route; `undefined` where none matches. */
  readonly route: string | undefined;
  /** Status sent, or `undefined` when the client left before there was one. */
  readonly status: number | undefined;
  /** `good`, `bad`, or why it does not count. */
  readonly availability: string;
  readonly latency: string;
}

/** An event of the services' own SLI. */
export interface QualityEvent {
  readonly service: ServiceName;
  readonly sliName: string;
  readonly outcome: 'good' | 'bad';
  readonly channel: string;
}

/** A request to send, with everything it must lead to. */
export interface CaseRequest {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly abort?: Abort;
  /** Milliseconds the service is asked to take; the rest of a request's duration is its own. */
  readonly delayMs: number;
  /** In the order of the call: the service called first comes first. */
  readonly events: readonly ServerEvent[];
  readonly quality?: QualityEvent;
}

export interface LoadCase {
  readonly name: string;
  /** Share of the load, relative to the other cases. */
  readonly weight: number;
  create(random: Random): CaseRequest;
}

/** Above the default latency threshold by more than a timer can be early. */
const SLOW_MS = 650;
/** Longer than any client of ours waits. */
const ENDLESS_MS = 8_000;
/** Orders and customers that exist from the start: `o-1` belongs to `c-1`, and so on. */
const KNOWN_ORDERS = 5;

/** The mix: mostly good, with every row of the HTTP policy table. */
export const LOAD_CASES: readonly LoadCase[] = [
  ...readingCases(),
  ...checkoutCases(),
  ...troubledCases(),
  ...uncountedCases(),
];

function readingCases(): LoadCase[] {
  const order = '/orders/:orderId';
  const customer = '/customers/:customerId/orders';
  return [
    row('read an order', 20, (random) =>
      get('orders', `/orders/o-${known(random)}`, served('orders', order)),
    ),
    row('list a customer’s orders', 10, (random) =>
      get('orders', `/customers/c-${known(random)}/orders`, served('orders', customer)),
    ),
    row('read a customer’s order', 10, (random) => {
      const number = known(random);
      return get(
        'orders',
        `/customers/c-${number}/orders/o-${number}`,
        served('orders', `${customer}/:orderId`),
      );
    }),
    row('list the items', 8, () => get('inventory', '/items', served('inventory', '/items'))),
    row('read an item', 12, () => get('inventory', '/items/cup', served('inventory', '/items/:sku'))),
  ];
}

function checkoutCases(): LoadCase[] {
  return [
    row('order what there is', 14, (random) => order(random, 'tea', 3, 201, 'good')),
    row('order more than there is', 2, (random) => order(random, 'kettle', 5, 201, 'bad')),
    row('order what is sold out', 2, (random) => order(random, 'samovar', 1, 409, 'bad')),
  ];
}

function troubledCases(): LoadCase[] {
  const item = '/items/:sku';
  const failed = { status: 500, availability: 'bad', latency: 'failed' };
  const slow = { latency: 'bad' };
  return [
    row('look for an unknown order', 4, () =>
      get('orders', '/orders/o-unknown', served('orders', '/orders/:orderId', { status: 404 })),
    ),
    row('look for an unknown item', 3, () =>
      get('inventory', '/items/unknown', served('inventory', item, { status: 404 })),
    ),
    row('make the orders service fail', 3, () =>
      get('orders', '/orders/o-1/invoice', served('orders', '/orders/:orderId/invoice', failed)),
    ),
    row('make the inventory service fail', 2, () =>
      get('inventory', '/forecasts/tea', served('inventory', '/forecasts/:sku', failed)),
    ),
    row('wait for a slow order', 2, () =>
      get('orders', '/orders/o-2', served('orders', '/orders/:orderId', slow), { delayMs: SLOW_MS }),
    ),
    row('wait for a slow item', 2, () =>
      get('inventory', '/items/tea', served('inventory', item, slow), { delayMs: SLOW_MS }),
    ),
  ];
}

function uncountedCases(): LoadCase[] {
  const left = { availability: 'client_aborted', latency: 'client_aborted' };
  const ignored = { availability: 'ignored', latency: 'ignored' };
  const unmatched = { status: 404, availability: 'unmatched', latency: 'unmatched' };
  return [
    row('leave before the answer', 2, () =>
      get('inventory', '/items/tea', served('inventory', '/items/:sku', { ...left, status: undefined }), {
        delayMs: ENDLESS_MS,
        abort: 'before the answer',
      }),
    ),
    row('leave half way', 2, () =>
      get('orders', '/orders/export', served('orders', '/orders/export', left), {
        delayMs: ENDLESS_MS,
        abort: 'half way',
      }),
    ),
    row('check the health of orders', 3, () =>
      get('orders', '/health', served('orders', '/health', ignored)),
    ),
    row('check the health of inventory', 3, () =>
      get('inventory', '/health', served('inventory', '/health', ignored)),
    ),
    row('ask orders for nothing there is', 2, () =>
      get('orders', '/nowhere', served('orders', undefined, unmatched)),
    ),
    row('ask inventory for nothing there is', 2, () =>
      get('inventory', '/nowhere', served('inventory', undefined, unmatched)),
    ),
  ];
}

function row(name: string, weight: number, create: (random: Random) => CaseRequest): LoadCase {
  return { name, weight, create };
}

function get(
  service: ServiceName,
  path: string,
  event: ServerEvent,
  { delayMs = 0, abort }: { delayMs?: number; abort?: Abort } = {},
): CaseRequest {
  const query = delayMs > 0 ? `?delay_ms=${delayMs}` : '';
  const request = { service, method: 'GET', path: `${path}${query}`, delayMs, events: [event] };
  return abort === undefined ? request : { ...request, abort };
}

/** A checkout crosses both services, and its own SLI says whether all of it could be reserved. */
function order(
  random: Random,
  sku: string,
  quantity: number,
  status: number,
  quality: 'good' | 'bad',
): CaseRequest {
  const channel = random() < 0.5 ? 'web' : 'app';
  return {
    service: 'orders',
    method: 'POST',
    path: '/orders',
    body: { customerId: `c-${known(random)}`, sku, quantity, channel },
    delayMs: 0,
    events: [
      served('orders', '/orders', { method: 'POST', status }),
      served('inventory', '/warehouses/:warehouse/reservations', { method: 'POST', status }),
    ],
    quality: { service: 'orders', sliName: 'checkout.submit.quality', outcome: quality, channel },
  };
}

function served(
  service: ServiceName,
  route: string | undefined,
  other: Partial<ServerEvent> = {},
): ServerEvent {
  return { service, method: 'GET', route, status: 200, availability: 'good', latency: 'good', ...other };
}

function known(random: Random): number {
  return 1 + Math.floor(random() * KNOWN_ORDERS);
}
