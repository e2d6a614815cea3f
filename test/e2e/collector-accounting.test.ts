import { describe, expect, test } from 'vitest';
import { checkAnswers, compareLedgers, describeFinding } from '../../examples/demo/accounting.ts';
import { expectTelemetry } from '../../examples/demo/expectation.ts';
import { sendLoad } from '../../examples/demo/load-generator.ts';
import { planLoad } from '../../examples/demo/load-plan.ts';
import { readStore } from '../../examples/demo/receiver.ts';
import { startServices } from '../../examples/demo/stage.ts';
import { recordTelemetry } from '../../examples/demo/telemetry-ledger.ts';
import { COLLECTOR_MISSING, startCollector } from '../fixtures/collector.ts';

const REQUESTS = 2_000;
const SEED = 20_000;
const REQUESTS_PER_SECOND = 150;
const EXPORT_INTERVAL_MS = 1_000;

if (COLLECTOR_MISSING !== undefined) console.log(`skipped: ${COLLECTOR_MISSING}`);

describe.skipIf(COLLECTOR_MISSING !== undefined)('a real OpenTelemetry Collector', () => {
  test(`gets every span, metric point and log of ${REQUESTS} requests to an Express and a Fastify service`, async () => {
    const collector = await startCollector();
    const services = await startServices(collector.endpoint, EXPORT_INTERVAL_MS);
    const sent = await sendLoad(planLoad(SEED, REQUESTS), {
      targets: services.targets,
      requestsPerSecond: REQUESTS_PER_SECOND,
    });
    expect(await services.stop()).toEqual([]);
    const store = await collector.finish();

    expect(checkAnswers(sent)).toEqual([]);
    const findings = compareLedgers(expectTelemetry(sent), recordTelemetry(readStore(store)));
    expect(findings.map(describeFinding)).toEqual([]);
    expect(sent).toHaveLength(REQUESTS);
  });
});
