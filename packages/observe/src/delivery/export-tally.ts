import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ObserveError } from '@org/observe-conventions';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import type { Signal } from './delivery.ts';

/** Anything that exports batches of `Item`: OpenTelemetry's span, log and metric exporters. */
interface BatchExporter<Item> {
  export(items: Item, resultCallback: (result: ExportResult) => void): void;
}

/**
 * Counts what one signal's exporter delivered and failed to deliver, and says the first failure of each kind.
 * The upstream processors neither report a failed batch nor wait for one under way when flushed; this does.
 */
export class ExportTally {
  readonly #signal: Signal;
  readonly #endpoint: string;
  readonly #diagnostics: Diagnostics;
  readonly #underWay = new Set<Promise<void>>();
  #delivered = 0;
  #failed = 0;
  #lastError: ObserveError | undefined;

  constructor(signal: Signal, endpoint: string, diagnostics: Diagnostics) {
    this.#signal = signal;
    this.#endpoint = endpoint;
    this.#diagnostics = diagnostics;
  }

  /** Spans, log records or metric collections the endpoint accepted. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Those given up on after the exporter's retries. */
  get failed(): number {
    return this.#failed;
  }

  get lastError(): ObserveError | undefined {
    return this.#lastError;
  }

  /** Makes `exporter` count here. `sizeOf` tells how many records one batch holds. */
  watch<Item, Exporter extends BatchExporter<Item>>(
    exporter: Exporter,
    sizeOf: (batch: Item) => number,
  ): Exporter {
    const send = exporter.export.bind(exporter);
    exporter.export = (batch: Item, resultCallback: (result: ExportResult) => void) => {
      const size = sizeOf(batch);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#underWay.add(promise);
      send(batch, (result) => {
        this.#underWay.delete(promise);
        this.#settle(size, result);
        resolve();
        resultCallback(result);
      });
    };
    return exporter;
  }

  /** Resolves when every send under way has ended, well or badly. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #settle(size: number, result: ExportResult): void {
    if (result.code === ExportResultCode.SUCCESS) {
      this.#delivered += size;
      return;
    }
    this.#failed += size;
    const reason = describeFailure(result.error);
    this.#lastError = createError('OBS_ERR_EXPORT_FAILED', {
      signal: this.#signal,
      endpoint: this.#endpoint,
      reason,
    });
    this.#diagnostics.reportOnce(this.#lastError, `${this.#signal} ${reason}`);
  }
}

/** The endpoint's status or the socket's error code: stable words, so that repeats are recognised. */
function describeFailure(error: (Error & { code?: string | number }) | undefined): string {
  if (error === undefined) return 'no reason was given';
  const cause = error.cause as { code?: string } | undefined;
  const code = error.code ?? cause?.code;
  const message = error.message || error.name;
  return code === undefined || message.includes(String(code)) ? message : `${code} ${message}`;
}
