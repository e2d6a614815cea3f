/** Edits up to which a word still counts as a misspelling of another. */
const EDITS_MAX = 3;
/** Longest word compared; anything longer is not a misspelt name of ours. */
const WORD_LENGTH_MAX = 80;

/**
 * Finds what a misspelt name was probably meant to be.
 *
 * @returns The nearest candidate, or `undefined` when none is near: within a third of its length, at most three edits.
 */
export function suggestSpelling(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > WORD_LENGTH_MAX) return undefined;
  let nearest: string | undefined;
  let nearestEdits = EDITS_MAX + 1;
  for (const candidate of candidates) {
    const allowed = Math.min(EDITS_MAX, Math.max(1, Math.floor(candidate.length / 3)));
    const edits = countEdits(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= allowed && edits < nearestEdits) {
      nearest = candidate;
      nearestEdits = edits;
    }
  }
  return nearest;
}

/** The suggestion as a question to append, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const suggestion = suggestSpelling(word, candidates);
  return suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
}

/** Levenshtein distance, one row of the table at a time. */
function countEdits(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + substitution,
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
