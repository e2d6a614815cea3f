import type { LogsData } from './model/logs.ts';
import type { MetricsData } from './model/metrics.ts';
import type { TracesData } from './model/traces.ts';
import { decodeJsonMessage } from './wire/decode-json.ts';
import { decodeMessage } from './wire/decode-protobuf.ts';
import { encodeMessage } from './wire/encode-protobuf.ts';
import type { Message } from './wire/message.ts';
import { ProtobufReader } from './wire/protobuf-reader.ts';
import { ProtobufWriter } from './wire/protobuf-writer.ts';
import {
  LOGS_REQUEST,
  LOGS_RESPONSE,
  METRICS_REQUEST,
  METRICS_RESPONSE,
  TRACES_REQUEST,
  TRACES_RESPONSE,
} from './wire/schema.ts';

/** What an OTLP endpoint answers when it took only a part. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly errorMessage: string;
}

/** One of OTLP's three signals: its path, and its messages both ways. */
export interface Signal<Data extends object> {
  readonly path: string;
  /** Decodes a protobuf request. Throws `OtlpError` when it is none. */
  decode(bytes: Uint8Array): Data;
  /** Decodes a parsed JSON request. Throws `OtlpError` when it is none. */
  decodeJson(json: unknown): Data;
  encode(data: Data): Uint8Array;
  encodeResponse(partial?: PartialSuccess): Uint8Array;
  responseJson(partial?: PartialSuccess): object;
}

export const TRACES = defineSignal<TracesData>('/v1/traces', TRACES_REQUEST, TRACES_RESPONSE);
export const METRICS = defineSignal<MetricsData>('/v1/metrics', METRICS_REQUEST, METRICS_RESPONSE);
export const LOGS = defineSignal<LogsData>('/v1/logs', LOGS_REQUEST, LOGS_RESPONSE);

function defineSignal<Data extends object>(path: string, request: Message, response: Message): Signal<Data> {
  const rejectedName = rejectedFieldOf(response);
  const partialSuccess = ({ errorMessage }: PartialSuccess, rejected: number | string) => ({
    partialSuccess: { [rejectedName]: rejected, errorMessage },
  });
  return {
    path,
    // The schema above and the model beside it describe the same messages; the tests hold one against the other.
    decode: (bytes) => decodeMessage(request, new ProtobufReader(bytes)) as unknown as Data,
    decodeJson: (json) => decodeJsonMessage(request, json) as unknown as Data,
    encode: (data) => write(request, data),
    encodeResponse: (partial) =>
      write(response, partial === undefined ? {} : partialSuccess(partial, partial.rejected)),
    // proto3 JSON writes 64-bit integers as text.
    responseJson: (partial) =>
      partial === undefined ? {} : partialSuccess(partial, String(partial.rejected)),
  };
}

function write(message: Message, record: object): Uint8Array {
  const writer = new ProtobufWriter();
  encodeMessage(message, record, writer);
  return writer.finish();
}

function rejectedFieldOf(response: Message): string {
  const partial = response.fields[0]?.type as Message;
  return partial.fields[0]?.name as string;
}
