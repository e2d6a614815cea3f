import { AggregationTemporality, type MetricData } from '@opentelemetry/sdk-metrics';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { SeriesProducer } from '../../src/recording/producer.ts';
import { SliRegistry } from '../../src/sli/registry.ts';

/** A registry as the bootstrap makes it, with a look at what it would export and report. */
export function createRegistry(options: { seriesBudget?: number } = {}) {
  const lines: string[] = [];
  const diagnostics = new Diagnostics({ sink: (line) => lines.push(line) });
  const producer = new SeriesProducer({
    temporality: AggregationTemporality.CUMULATIVE,
    scope: { name: 'test' },
  });
  const registry = new SliRegistry({ producer, diagnostics, seriesBudget: options.seriesBudget ?? 1_000 });

  /** Values of a metric by its attributes, as `key=value` pairs joined by spaces; `sli.` is left out of keys. */
  async function values(metric: string): Promise<Record<string, number>> {
    const { resourceMetrics } = await producer.collect();
    const metrics: MetricData[] = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const points = metrics.find(({ descriptor }) => descriptor.name === metric)?.dataPoints ?? [];
    return Object.fromEntries(
      points.map(({ attributes, value }) => [describeAttributes(attributes), value as number]),
    );
  }

  return { registry, lines, values };
}

function describeAttributes(attributes: object): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key.replace('sli.', '')}=${value}`)
    .toSorted()
    .join(' ');
}
