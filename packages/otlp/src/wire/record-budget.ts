import { OtlpError } from '../errors.ts';

/** Records, values and packed numbers one request may hold. Two bytes can stand for a span of hundreds in memory. */
export const RECORDS_PER_REQUEST_MAX = 1_000_000;

/** Counts what a request unpacks to, so that a small one cannot fill the memory. */
export class RecordBudget {
  #left = RECORDS_PER_REQUEST_MAX;

  /** Throws `OtlpError` once the request has held too much. */
  spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new OtlpError('OBS_ERR_OTLP_SIZE', `more than ${RECORDS_PER_REQUEST_MAX}`);
  }
}
