import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';

/** Finished log records as the SDK makes them. */
export function createLogRecords(count: number): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('test');
  for (let number = 0; number < count; number += 1) logger.emit({ body: `line ${number}` });
  return exporter.getFinishedLogRecords();
}
