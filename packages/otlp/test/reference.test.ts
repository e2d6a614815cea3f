import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { LOGS, METRICS, TRACES, type Signal } from '../src/index.ts';
import { logsData } from './fixtures/logs.ts';
import { metricsData } from './fixtures/metrics.ts';
import { decodeByReference, type ReferenceMessage } from './fixtures/reference-decoder.ts';
import { tracesData } from './fixtures/traces.ts';

const RUNS = { numRuns: 200 };

function expectAgreement<Data extends object>(
  signal: Signal<Data>,
  message: ReferenceMessage,
  data: Data,
): void {
  deepStrictEqual(decodeByReference(message, signal.encode(data)), data);
}

describe('a general protobuf decoder with the public field numbers', () => {
  test('reads the spans we encode', () => {
    fc.assert(
      fc.property(tracesData, (data) => expectAgreement(TRACES, 'TracesData', data)),
      RUNS,
    );
  });

  test('reads the metrics we encode', () => {
    fc.assert(
      fc.property(metricsData, (data) => expectAgreement(METRICS, 'MetricsData', data)),
      RUNS,
    );
  });

  test('reads the log records we encode', () => {
    fc.assert(
      fc.property(logsData, (data) => expectAgreement(LOGS, 'LogsData', data)),
      RUNS,
    );
  });
});
