/** Pieces of each item that one order may have; never used up, so that the same request has the same answer. */
export const STOCK = new Map([
  ['tea', 1_000],
  ['cup', 40],
  ['kettle', 2],
  ['samovar', 0],
]);
