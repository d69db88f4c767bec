/** Candidates compared at most: a suggestion is a courtesy and must stay cheap. */
const CANDIDATES_MAX = 2_000;
const LENGTH_MAX = 128;

/** The candidate a mistyped word was probably meant to be; undefined when none is close. */
export function findNearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LENGTH_MAX) return undefined;
  const plainWord = toPlain(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    compared += 1;
    if (compared > CANDIDATES_MAX) break;
    if (candidate === word || candidate.length > LENGTH_MAX) continue;
    const plain = toPlain(candidate);
    if (plain === plainWord) return candidate;
    if (Math.abs(plain.length - plainWord.length) >= bestDistance) continue;
    const distance = editDistance(plainWord, plain);
    if (distance >= bestDistance) continue;
    bestDistance = distance;
    best = candidate;
  }
  return best;
}

/** `did you mean "x"?` for the nearest candidate; undefined when none is close. */
export function suggestNearest(word: string, candidates: Iterable<string>): string | undefined {
  const nearest = findNearest(word, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

/** `base_url`, `base-url` and `baseUrl` are the same word spelt differently. */
function toPlain(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const substitution = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      const swap = isSwap ? (beforeLast[column - 2] ?? 0) + 1 : substitution;
      const gap = Math.min(last[column] ?? 0, current[column - 1] ?? 0) + 1;
      current.push(Math.min(substitution, swap, gap));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
