import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { LOGS, OtlpReceiver, type OtlpReceiverOptions } from '@org/observe-otlp';
import { expect, onTestFinished, test } from 'vitest';
import { OtlpExporter } from '../../src/delivery/otlp-exporter.ts';
import { OtlpSender } from '../../src/delivery/otlp-sender.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { createLogRecords } from './log-records.ts';

async function setUp(options: OtlpReceiverOptions = {}) {
  let received = 0;
  const receiver = new OtlpReceiver({
    onLogs: ({ resourceLogs }) => {
      for (const { scopeLogs } of resourceLogs)
        for (const { logRecords } of scopeLogs) received += logRecords.length;
    },
    ...options,
  });
  const { url } = await receiver.listen();
  onTestFinished(() => receiver.close());
  const lines: string[] = [];
  const endpoint = `${url}${LOGS.path}`;
  const exporter = new OtlpExporter<ReadableLogRecord[]>({
    signal: 'logs',
    endpoint,
    sender: new OtlpSender({
      url: endpoint,
      headers: { 'x-key': 'geheim' },
      compression: 'gzip',
      timeoutMs: 2_000,
    }),
    serializer: ProtobufLogsSerializer,
    sizeOf: (records) => records.length,
    diagnostics: new Diagnostics({ sink: (line) => lines.push(line) }),
  });
  const send = (count: number) =>
    new Promise<ExportResult>((resolve) => exporter.export(createLogRecords(count), resolve));
  return { exporter, lines, send, received: () => received };
}

test('what the endpoint took is counted as delivered', async () => {
  const { exporter, lines, send, received } = await setUp();
  expect(await send(7)).toEqual({ code: ExportResultCode.SUCCESS });
  expect([exporter.delivered, exporter.failed, received(), lines.length]).toEqual([7, 0, 7, 0]);
});

test('a partial success counts what was refused, and says why', async () => {
  const { exporter, lines, send } = await setUp({
    respond: () => ({ partial: { rejected: 2, errorMessage: 'too old' } }),
  });
  expect(await send(7)).toEqual({ code: ExportResultCode.SUCCESS });
  expect([exporter.delivered, exporter.failed]).toEqual([5, 2]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/OBS_ERR_EXPORT_PARTIAL.*2 refused.*too old/);
});

test('a refused batch is counted as failed and said once, without the headers', async () => {
  const { exporter, lines, send } = await setUp({ respond: () => ({ status: 401 }) });
  for (let count = 0; count < 3; count += 1) {
    expect(await send(7)).toMatchObject({ code: ExportResultCode.FAILED });
  }
  expect([exporter.delivered, exporter.failed]).toEqual([0, 21]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('HTTP 401 Unauthorized');
  expect(lines[0]).not.toContain('geheim');
});

test('flushing waits for a batch that is under way already', async () => {
  const { exporter, received } = await setUp();
  exporter.export(createLogRecords(3), () => {});
  await exporter.forceFlush();
  expect(received()).toBe(3);
});
