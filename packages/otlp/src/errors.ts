/** Errors of this package, with their fixes. Codes are never reused. */
export const OTLP_ERRORS = {
  OBS_ERR_OTLP_TRUNCATED: {
    message: 'The payload ends in the middle of a field.',
    fix: 'Send the whole message.',
  },
  OBS_ERR_OTLP_WIRE: {
    message: 'The payload is not protobuf of this message.',
    fix: 'Send the message its path is for.',
  },
  OBS_ERR_OTLP_DEPTH: { message: 'The payload nests too deeply.', fix: 'Flatten attribute values.' },
  OBS_ERR_OTLP_SIZE: { message: 'The payload holds too many records.', fix: 'Send smaller batches.' },
  OBS_ERR_OTLP_JSON: {
    message: 'The payload is not OTLP/JSON of this message.',
    fix: 'Send the JSON its path is for.',
  },
} as const;

export type OtlpErrorCode = keyof typeof OTLP_ERRORS;

/** A payload that cannot be read. */
export class OtlpError extends Error {
  readonly code: OtlpErrorCode;
  readonly fix: string;

  constructor(code: OtlpErrorCode, detail = '') {
    const { message, fix } = OTLP_ERRORS[code];
    super(`${code}: ${message}${detail === '' ? '' : ` (${detail})`} Fix: ${fix}`);
    this.name = 'OtlpError';
    this.code = code;
    this.fix = fix;
  }
}
