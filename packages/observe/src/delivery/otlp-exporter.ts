import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ObserveError } from '@org/observe-conventions';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import type { Signal } from './delivery.ts';
import type { OtlpSender } from './otlp-sender.ts';

/** What OTLP answers to a batch of which it took only a part; the name of the count differs by signal. */
interface OtlpResponse {
  readonly partialSuccess?: { readonly errorMessage?: string; readonly [rejected: string]: unknown };
}

interface OtlpExporterOptions<Batch> {
  readonly signal: Signal;
  readonly endpoint: string;
  readonly sender: OtlpSender;
  readonly serializer: ISerializer<Batch, unknown>;
  /** How many records a batch holds. */
  readonly sizeOf: (batch: Batch) => number;
  readonly diagnostics: Diagnostics;
}

/**
 * Exports the batches of one signal as OTLP protobuf, counts what was delivered and what was not, and says the first
 * failure of each kind. Serves as OpenTelemetry's span, log and metric exporter.
 */
export class OtlpExporter<Batch> {
  readonly #options: OtlpExporterOptions<Batch>;
  readonly #underWay = new Set<Promise<void>>();
  #delivered = 0;
  #failed = 0;
  #lastError: ObserveError | undefined;

  constructor(options: OtlpExporterOptions<Batch>) {
    this.#options = options;
  }

  /** Spans, log records or metric collections the endpoint accepted. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Those it refused, or that could not be sent. */
  get failed(): number {
    return this.#failed;
  }

  get lastError(): ObserveError | undefined {
    return this.#lastError;
  }

  export(batch: Batch, resultCallback: (result: ExportResult) => void): void {
    const sending = this.#send(batch).then((error) => {
      this.#underWay.delete(sending);
      resultCallback(error === undefined ? SUCCESS : { code: ExportResultCode.FAILED, error });
    });
    this.#underWay.add(sending);
  }

  /** Resolves when every send under way has ended, well or badly. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
  }

  /** Resolves with what went wrong, if anything did. */
  async #send(batch: Batch): Promise<Error | undefined> {
    const { serializer, sender, sizeOf } = this.#options;
    const size = sizeOf(batch);
    try {
      const payload = serializer.serializeRequest(batch);
      if (payload === undefined) throw new Error('the batch could not be encoded');
      const rejected = this.#readAnswer(await sender.send(payload));
      this.#failed += rejected;
      this.#delivered += Math.max(0, size - rejected);
      return undefined;
    } catch (thrown) {
      this.#failed += size;
      return this.#reportFailure(thrown as Error);
    }
  }

  /** The number of records that the endpoint refused of a batch it accepted otherwise. */
  #readAnswer(answer: Uint8Array): number {
    const { signal, endpoint, serializer, diagnostics } = this.#options;
    const { partialSuccess } = readResponse(serializer, answer);
    if (partialSuccess === undefined) return 0;
    const { errorMessage: reason = '', ...counts } = partialSuccess;
    const rejected = Object.values(counts).reduce((sum: number, count) => sum + Number(count ?? 0), 0);
    if (rejected === 0 && reason === '') return 0;
    this.#lastError = createError('OBS_ERR_EXPORT_PARTIAL', { signal, endpoint, rejected, reason });
    diagnostics.reportOnce(this.#lastError, `${signal} ${reason}`);
    return rejected;
  }

  #reportFailure({ message: reason }: Error): ObserveError {
    const { signal, endpoint, diagnostics } = this.#options;
    this.#lastError = createError('OBS_ERR_EXPORT_FAILED', { signal, endpoint, reason });
    diagnostics.reportOnce(this.#lastError, `${signal} ${reason}`);
    return this.#lastError;
  }
}

const SUCCESS: ExportResult = Object.freeze({ code: ExportResultCode.SUCCESS });

/** An accepting status is what counts; some endpoints answer it with words instead of OTLP. */
function readResponse(serializer: ISerializer<never, unknown>, answer: Uint8Array): OtlpResponse {
  try {
    return answer.length === 0 ? {} : ((serializer.deserializeResponse(answer) as OtlpResponse) ?? {});
  } catch {
    return {};
  }
}
