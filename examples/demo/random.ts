/** A number at or above 0 and below 1. */
export type Random = () => number;

/** A small seeded generator (mulberry32): the same seed always plans the same load. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lower-case hexadecimal digits, never all zero: W3C Trace Context forbids such ids. */
export function randomHex(random: Random, digits: number): string {
  const text = Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return /[^0]/.test(text) ? text : randomHex(random, digits);
}
