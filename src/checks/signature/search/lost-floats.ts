import { escapings } from './escapes.ts';
import type { JsonNode } from './json-text.ts';
import { type Change, type Spacing, spacings } from './json-ways.ts';

const maxNumbers = 12;
const maxSubsets = 80;

/**
 * The numbers that may have lost their `.0`: where a body has few distinct whole numbers, some of them were floats to a sender that tells
 * the two apart (Python, Java, PHP), and JavaScript wrote them without. Each together with the layouts of such senders.
 */
export function* lostFloats(root: JsonNode): Generator<{ readonly change: Change; readonly cost: number }> {
  const whole = wholeNumbers(root);
  if (whole.length === 0 || whole.length > maxNumbers) return;
  for (const subset of subsets(whole))
    for (const zeros of subset.length === 1 ? ['.0', '.00'] : ['.0']) {
      const picked = new Set(subset);
      const write = (raw: string) => (picked.has(raw) ? raw + zeros : raw);
      const shown = subset.slice(0, 4).map((one) => one + zeros);
      const words = `${subset.length === 1 ? 'the number' : 'the numbers'} ${shown.join(', ')}${subset.length > 4 ? ' …' : ''} so written`;
      const numbers = { id: 'float', words, write };
      const isLikely = subset.length === 1 || subset.length === whole.length;
      yield { change: { numbers }, cost: isLikely ? 1.5 : 3 };
      for (const layout of layouts()) yield { change: { ...layout, numbers }, cost: isLikely ? 2 : 3 };
    }
}

function* layouts(): Generator<Change> {
  const spacing = (id: string) => spacings.find((one) => one.id === id) as Spacing;
  const [, ascii, slash, php] = escapings;
  yield { spacing: spacing('python'), escaping: ascii };
  yield { spacing: spacing('python') };
  yield { escaping: ascii };
  yield { spacing: spacing('compact'), escaping: ascii };
  yield { spacing: spacing('compact') };
  yield { spacing: spacing('indent-2'), escaping: ascii };
  yield { spacing: spacing('indent-2') };
  yield { spacing: spacing('indent-2'), escaping: ascii, end: '\n' };
  yield { spacing: spacing('indent-2'), end: '\n' };
  yield { spacing: spacing('jackson') };
  yield { escaping: php };
  yield { escaping: slash };
}

function wholeNumbers(root: JsonNode): readonly string[] {
  const found = new Set<string>();
  const visit = (node: JsonNode): void => {
    if (node.kind === 'scalar' && /^-?\d{1,15}$/.test(node.raw)) found.add(node.raw);
    if (node.kind === 'array') node.items.forEach(visit);
    if (node.kind === 'object') for (const [, inner] of node.entries) visit(inner);
  };
  visit(root);
  return [...found];
}

/** Each number alone, all of them, and the other subsets from the small ones on, as many as can be tried. */
function subsets(items: readonly string[]): readonly (readonly string[])[] {
  const masks = Array.from({ length: 2 ** items.length - 1 }, (_, index) => index + 1);
  const size = (mask: number) => mask.toString(2).replaceAll('0', '').length;
  const first = (mask: number) => (size(mask) === 1 ? 0 : size(mask) === items.length ? 1 : size(mask));
  masks.sort((a, b) => first(a) - first(b));
  return masks.slice(0, maxSubsets).map((mask) => items.filter((_, index) => (mask >> index) % 2 === 1));
}
