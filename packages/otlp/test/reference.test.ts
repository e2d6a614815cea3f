import { deepStrictEqual } from 'node:assert/strict';
import fc, { type Arbitrary } from 'fast-check';
import { describe, test } from 'vitest';
import { LOGS, METRICS, TRACES, type Signal } from '../src/index.ts';
import { logsData } from './fixtures/logs.ts';
import { metricsData } from './fixtures/metrics.ts';
import { decodeByReference } from './fixtures/reference-decoder.ts';
import { tracesData } from './fixtures/traces.ts';

const RUNS = { numRuns: 200 };

function expectAgreement<Data extends object>(
  signal: Signal<Data>,
  message: 'TracesData' | 'MetricsData' | 'LogsData',
  arbitrary: Arbitrary<Data>,
): void {
  fc.assert(
    fc.property(arbitrary, (data) => deepStrictEqual(decodeByReference(message, signal.encode(data)), data)),
    RUNS,
  );
}

describe('a general protobuf decoder with the public field numbers', () => {
  test('reads the spans we encode', () => {
    expectAgreement(TRACES, 'TracesData', tracesData);
  });

  test('reads the metrics we encode', () => {
    expectAgreement(METRICS, 'MetricsData', metricsData);
  });

  test('reads the log records we encode', () => {
    expectAgreement(LOGS, 'LogsData', logsData);
  });
});
