/** Something found, and the text of it that fits best. */
export type Found<T> = { readonly item: T; readonly text: string };

/**
 * The items that fit what is searched for, best first, as they are where nothing is. Each word of the query must be found in one of an item's
 * texts: at the start of a word, inside one, or as letters of one word in their order (`ikey` finds `idempotency-key`). Earlier texts weigh
 * more. A library is no help here: those there are rank file names, where letters may lie far apart; in sentences that finds everything.
 */
export function rank<T>(
  query: string,
  items: readonly T[],
  textsOf: (item: T) => readonly string[],
): readonly Found<T>[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .flatMap((item, index) => {
      const texts = textsOf(item);
      const best = words.map((word) => bestText(word, texts));
      if (best.some(({ score }) => score === 0)) return [];
      const top = best.reduce((high, one) => (one.score > high.score ? one : high), { score: 0, text: texts[0] ?? '' });
      return [{ item, index, text: top.text, score: best.reduce((sum, { score }) => sum + score, 0) }];
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ item, text }) => ({ item, text }));
}

function bestText(word: string, texts: readonly string[]): { readonly score: number; readonly text: string } {
  let best = { score: 0, text: '' };
  for (const [place, text] of texts.entries()) {
    const score = scoreOf(word, text.toLowerCase()) / (1 + Math.min(place, 3) / 4);
    if (score > best.score) best = { score, text };
  }
  return best;
}

function scoreOf(word: string, text: string): number {
  if (text.includes(word)) return hasStart(text, word) ? 8 : 4;
  return word.length > 1 && text.split(/\s+/).some((one) => holdsInOrder(one, word)) ? 1 : 0;
}

/** Whether a word of the text begins with it. */
function hasStart(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

/** The first letters must agree: a person who abbreviates begins at the beginning. */
function holdsInOrder(text: string, letters: string): boolean {
  if (text[0] !== letters[0]) return false;
  let at = 0;
  for (const letter of letters) {
    const found = text.indexOf(letter, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}
