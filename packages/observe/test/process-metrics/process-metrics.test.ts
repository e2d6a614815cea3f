import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProcessMetrics } from '../../src/process-metrics/process-metrics.ts';

class CollectingReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

interface Point {
  readonly value: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

let reader: CollectingReader;
let stop: () => void;
beforeEach(() => {
  reader = new CollectingReader();
  stop = startProcessMetrics(new MeterProvider({ readers: [reader] }).getMeter('test'));
});
afterEach(() => stop());

async function collect(): Promise<Map<string, { unit: string; points: Point[] }>> {
  const { resourceMetrics } = await reader.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return new Map(
    metrics.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      { unit: descriptor.unit, points: dataPoints as Point[] },
    ]),
  );
}

test('reports the metrics of the semantic conventions, with their units', async () => {
  const units = await vi.waitUntil(async () => {
    const collected = await collect();
    return collected.has('nodejs.eventloop.delay.p99')
      ? Object.fromEntries([...collected].map(([name, { unit }]) => [name, unit]))
      : undefined;
  });
  expect(units).toMatchObject({
    'nodejs.eventloop.delay.min': 's',
    'nodejs.eventloop.delay.max': 's',
    'nodejs.eventloop.delay.mean': 's',
    'nodejs.eventloop.delay.stddev': 's',
    'nodejs.eventloop.delay.p50': 's',
    'nodejs.eventloop.delay.p90': 's',
    'nodejs.eventloop.delay.p99': 's',
    'nodejs.eventloop.utilization': '1',
    'nodejs.eventloop.time': 's',
    'v8js.memory.heap.space.size': 'By',
    'v8js.memory.heap.used': 'By',
    'v8js.memory.heap.space.available_size': 'By',
    'v8js.memory.heap.space.physical_size': 'By',
    'process.cpu.time': 's',
    'process.cpu.utilization': '1',
    'process.memory.usage': 'By',
    'process.uptime': 's',
  });
});

test('sees a blocked event loop', async () => {
  const blockedSeconds = 0.1;
  const longest = await vi.waitUntil(async () => {
    const until = performance.now() + blockedSeconds * 1_000;
    while (performance.now() < until);
    // The delay is measured by a timer: one turn of the loop for it to run.
    await nextTurn();
    await nextTurn();
    const value = (await collect()).get('nodejs.eventloop.delay.max')?.points[0]?.value as number | undefined;
    return value !== undefined && value >= blockedSeconds * 0.9 ? value : undefined;
  });
  expect(longest).toBeLessThan(10);
});

test('sees garbage collections by type', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  const types = await vi.waitUntil(async () => {
    const points = (await collect()).get('v8js.gc.duration')?.points ?? [];
    const seen = points.map(({ attributes }) => attributes['v8js.gc.type']);
    return seen.includes('major') ? seen : undefined;
  });
  expect(['major', 'minor', 'incremental', 'weakcb']).toEqual(expect.arrayContaining(types));
});

test('reports plausible values', async () => {
  const collected = await collect();
  const valueOf = (name: string) => collected.get(name)?.points[0]?.value as number;
  expect(valueOf('process.memory.usage')).toBeGreaterThan(10_000_000);
  expect(valueOf('process.uptime')).toBeCloseTo(process.uptime(), 0);
  expect(valueOf('nodejs.eventloop.utilization')).toBeLessThanOrEqual(1);
  const cpu = collected.get('process.cpu.time')?.points ?? [];
  expect(cpu.map(({ attributes }) => attributes['cpu.mode'])).toEqual(['user', 'system']);
});

test('reports nothing once stopped', async () => {
  stop();
  const collected = await collect();
  expect([...collected.values()].flatMap(({ points }) => points)).toEqual([]);
});
