import { parseArgs } from 'node:util';
import { LEDGER_PARTS, type LedgerPart } from './ledger.ts';

export interface DemoOptions {
  /** Ends by itself after `requests`, with the telemetry checked. */
  readonly once: boolean;
  readonly requests: number;
  readonly seed: number;
  readonly requestsPerSecond: number;
  /** How often the table is shown, in milliseconds; chosen by the terminal unless said. */
  readonly redrawMs: number | undefined;
  /** Loses one event of this part on purpose. */
  readonly lose: LedgerPart | undefined;
}

const REQUESTS = 400;
const REQUESTS_MAX = 20_000;
const RATE_ONCE = 150;
const RATE_LIVE = 15;
const RATE_MAX = 1_000;
const REDRAW_MS_MAX = 600_000;

export const USAGE = `Usage: npm start -- [options]

Runs the example services under a small load and shows what arrives as telemetry.

  --once            Send a number of requests, check that each one is accounted for, and end.
  --requests <n>    How many, with --once; ${REQUESTS} unless said.
  --rate <n>        Requests a second; ${RATE_LIVE} live, ${RATE_ONCE} with --once.
  --redraw <ms>     How often the table is shown.
  --seed <n>        Plan another load; the same seed plans the same one.
  --lose <part>     Lose one event on purpose, to see the check fail: ${LEDGER_PARTS.join(', ')}.
  --help            Show this help.`;

/**
 * Reads the words after `npm start --`.
 *
 * @returns The options, or `undefined` when help was asked for.
 * @throws Error in plain words for a wrong option.
 */
export function parseDemoOptions(words: readonly string[]): DemoOptions | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      once: { type: 'boolean', default: false },
      requests: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string' },
      redraw: { type: 'string' },
      lose: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { once } = values;
  return {
    once,
    requests: wholeNumber('requests', values.requests, REQUESTS, REQUESTS_MAX),
    seed: wholeNumber('seed', values.seed, 1, Number.MAX_SAFE_INTEGER),
    requestsPerSecond: wholeNumber('rate', values.rate, once ? RATE_ONCE : RATE_LIVE, RATE_MAX),
    redrawMs:
      values.redraw === undefined ? undefined : wholeNumber('redraw', values.redraw, 0, REDRAW_MS_MAX),
    lose: partName(values.lose),
  };
}

function wholeNumber(name: string, text: string | undefined, fallback: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= max) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${max}, not "${text}"`);
}

function partName(text: string | undefined): LedgerPart | undefined {
  const part = LEDGER_PARTS.find((name) => name === text);
  if (part === undefined && text !== undefined) {
    throw new Error(`--lose takes one of ${LEDGER_PARTS.join(', ')}, not "${text}"`);
  }
  return part;
}
