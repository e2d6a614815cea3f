import { describe, expect, test } from 'vitest';
import { addBuckets, estimateQuantile } from '../../examples/demo/quantile.ts';
import { drawScreen } from '../../examples/demo/screen.ts';
import type { View } from '../../examples/demo/view.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const VIEW: View = {
  endpoint: 'http://127.0.0.1:4318',
  sent: 12,
  spans: 14,
  logRecords: 12,
  services: [{ name: 'orders', version: '1.0.0', requests: 12 }],
  routes: [
    { service: 'orders', route: 'GET /orders/:orderId', requests: 12, errors: 1, p50Ms: 2.54, p99Ms: 731.2 },
  ],
  slis: [
    { service: 'orders', name: 'http.server.availability', good: 9, bad: 1, excluded: 2 },
    { service: 'orders', name: 'checkout.submit.quality', good: 0, bad: 0, excluded: 0 },
  ],
  traces: [
    {
      traceId: TRACE_ID,
      root: 'POST /orders',
      services: ['orders', 'inventory'],
      spans: 3,
      durationMs: 12,
      failed: false,
    },
  ],
  logs: [{ timeMs: 0, service: 'orders', level: 'INFO', traceId: TRACE_ID, message: 'order accepted' }],
};

describe('the screen', () => {
  test('shows services, routes, SLIs, traces and logs', () => {
    expect(drawScreen(VIEW, { height: 40, colour: false }).join('\n')).toMatchInlineSnapshot(`
      "@org/observe  12 requests sent · 14 spans and 12 logs received on http://127.0.0.1:4318

      Services
      service  version  requests
      orders   1.0.0          12

      Routes
      service  route                 requests  5xx     p50     p99
      orders   GET /orders/:orderId        12    1  2.5 ms  731 ms

      SLIs
      service  sli                       good  bad  excluded  good / valid
      orders   http.server.availability     9    1         2       90.00 %
      orders   checkout.submit.quality      0    0         0             -

      Last traces
      trace id                          root          spans   took  services
      0af7651916cd43dd8448eb211c80319c  POST /orders      3  12 ms  orders → inventory

      Their logs
      trace id                          time          service  level  message
      0af7651916cd43dd8448eb211c80319c  00:00:00.000  orders   INFO   order accepted"
    `);
  });

  test('shows no ratio for an SLI without events', () => {
    const line = drawScreen(VIEW, { height: 40, colour: false }).find((text) =>
      text.includes('checkout.submit'),
    );
    expect(line).toMatch(/0\s+0\s+0\s+-$/);
  });

  test('shows more traces and logs in a higher window, and some in the smallest', () => {
    const traces = Array.from({ length: 50 }, () => VIEW.traces[0] as View['traces'][number]);
    const shown = (height: number) =>
      drawScreen({ ...VIEW, traces, logs: [] }, { height, colour: false }).filter((line) =>
        line.startsWith(TRACE_ID),
      ).length;
    expect(shown(10)).toBe(3);
    expect(shown(60)).toBeGreaterThan(10);
  });

  test('shows the logs of the traces it shows, and no others', () => {
    const stranger = {
      timeMs: 1,
      service: 'orders',
      level: 'info',
      traceId: 'f'.repeat(32),
      message: 'newer',
    };
    const screen = drawScreen(
      { ...VIEW, logs: [stranger, ...VIEW.logs] },
      { height: 40, colour: false },
    ).join('\n');
    expect(screen).toContain('order accepted');
    expect(screen).not.toContain('newer');
  });

  test('colours a failure, and nothing where colour is off', () => {
    expect(drawScreen(VIEW, { height: 40, colour: true }).join('\n')).toContain('\u001B[31m');
    expect(drawScreen(VIEW, { height: 40, colour: false }).join('\n')).not.toContain('\u001B');
  });
});

describe('a quantile estimated from buckets', () => {
  const bounds = [0.1, 0.5, 1];

  test.each([
    ['lies evenly inside its bucket', [0, 10, 0, 0], 0.5, 0.3],
    ['starts from zero in the first bucket', [10, 0, 0, 0], 0.5, 0.05],
    ['is the highest bound when it lies above', [0, 0, 0, 10], 0.99, 1],
    ['skips empty buckets', [5, 0, 5, 0], 0.75, 0.75],
  ])('%s', (_title, counts, quantile, expected) => {
    expect(estimateQuantile({ bounds, counts }, quantile)).toBeCloseTo(expected);
  });

  test('does not exist without events', () => {
    expect(estimateQuantile({ bounds, counts: [0, 0, 0, 0] }, 0.5)).toBeUndefined();
  });

  test('adds histograms bucket by bucket', () => {
    const sum = addBuckets({ bounds, counts: [1, 2, 3, 4] }, { bounds, counts: [1, 1, 1, 1] });
    expect(sum.counts).toEqual([2, 3, 4, 5]);
  });
});
