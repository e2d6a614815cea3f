import type { Attributes, AttributeValue, Resource, Scope } from './attributes.ts';

/** `ExportLogsServiceRequest`: log records by resource and scope. */
export interface LogsData {
  readonly resourceLogs: readonly ResourceLogs[];
}

export interface ResourceLogs {
  readonly resource?: Resource;
  readonly scopeLogs: readonly ScopeLogs[];
  readonly schemaUrl: string;
}

export interface ScopeLogs {
  readonly scope?: Scope;
  readonly logRecords: readonly LogRecord[];
  readonly schemaUrl: string;
}

export interface LogRecord {
  readonly timeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body?: AttributeValue;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly observedTimeUnixNano: bigint;
  readonly eventName: string;
}
