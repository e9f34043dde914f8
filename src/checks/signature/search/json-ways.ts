import type { escapings, otherCase } from './escapes.ts';
import type { Layout } from './json-text.ts';

/** How a JSON library lays a text out. */
export type Spacing = { readonly id: string; readonly words: string; readonly layout: Layout };

/** The layout without any white space. */
export const tight = { comma: ',', colon: ':', indent: '', line: '\n' };
/** The layouts of JSON libraries, the likelier first. */
export const spacings: readonly Spacing[] = [
  { id: 'compact', words: 'without spaces', layout: tight },
  {
    id: 'python',
    words: "with a space after each , and :, as Python's json.dumps writes",
    layout: { ...tight, comma: ', ', colon: ': ' },
  },
  { id: 'indent-2', words: 'indented by 2 spaces', layout: { ...tight, colon: ': ', indent: '  ' } },
  { id: 'indent-4', words: 'indented by 4 spaces', layout: { ...tight, colon: ': ', indent: '    ' } },
  { id: 'tabs', words: 'indented by tabs', layout: { ...tight, colon: ': ', indent: '\t' } },
  {
    id: 'jackson',
    words: 'indented, with a space on both sides of each :, as Jackson writes',
    layout: { ...tight, colon: ' : ', indent: '  ' },
  },
  { id: 'colon', words: 'with a space after each : only', layout: { ...tight, colon: ': ' } },
  { id: 'comma', words: 'with a space after each , only', layout: { ...tight, comma: ', ' } },
  {
    id: 'crlf-2',
    words: 'indented by 2 spaces, with Windows line ends',
    layout: { ...tight, colon: ': ', indent: '  ', line: '\r\n' },
  },
];

/** How numbers may be written. */
export type Numbers = { readonly id: string; readonly words: string; readonly write: (raw: string) => string };

const isNumber = (raw: string) => /^[-\d]/.test(raw);
/** The ways of writing numbers that are told apart. */
export const numbers: readonly Numbers[] = [
  {
    id: 'js',
    words: 'numbers in their shortest form, 1.50 as 1.5',
    write: (raw) => (isNumber(raw) ? JSON.stringify(Number(raw)) : raw),
  },
  { id: 'one', words: 'whole numbers written with .0', write: (raw) => (/^-?\d+$/.test(raw) ? `${raw}.0` : raw) },
  {
    id: 'two',
    words: 'numbers with two decimals, 12.50',
    write: (raw) => (isNumber(raw) && Number.isFinite(Number(raw)) ? Number(raw).toFixed(2) : raw),
  },
];

/** What was done to a JSON text; what is left out stayed as it was. */
export type Change = {
  readonly spacing?: Spacing;
  readonly escaping?: (typeof escapings)[number] | (typeof otherCase)[number];
  readonly numbers?: Numbers;
  readonly sorted?: boolean;
  readonly end?: string;
};

/** The cause and the words for a change: what the signed text was like, and what the one that arrived has kept and lost. */
export function explain(
  change: Change,
  of: { readonly isCompact: boolean; readonly wasSorted: boolean },
): { readonly cause: string; readonly words: string } {
  const { spacing, escaping, numbers: numeric, sorted, end } = change;
  const parts = [
    spacing?.words,
    sorted === true && !of.wasSorted ? 'its keys sorted' : undefined,
    escaping === undefined ? undefined : `with ${escaping.words}`,
    numeric === undefined ? undefined : `with ${numeric.words}`,
    end === undefined ? undefined : 'with a line end at its end',
  ].filter((part) => part !== undefined);
  const kept = [
    sorted === true && !of.wasSorted ? 'key order lost' : 'key order kept',
    spacing === undefined
      ? undefined
      : of.isCompact
        ? 'spaces lost'
        : spacing.id === 'compact'
          ? 'spaces added'
          : 'spaces changed',
    escaping === undefined
      ? undefined
      : escaping.id === 'none'
        ? 'escapes added'
        : /^(?:upper|lower)$/.test(escaping.id)
          ? 'escapes in the other case'
          : 'escapes undone',
    numeric === undefined ? undefined : 'numbers rewritten',
    end === undefined ? undefined : 'line end lost',
  ].filter((part) => part !== undefined);
  const cause =
    spacing !== undefined || (sorted !== true && escaping === undefined && numeric === undefined)
      ? 'body-reserialised'
      : sorted === true
        ? 'body-key-order'
        : escaping !== undefined
          ? 'body-escapes'
          : 'body-numbers';
  return {
    cause,
    words: `signed over the raw bytes; your body was re-serialised by a JSON parser: ${kept.join(', ')} (signed was JSON ${parts.join(', ')})`,
  };
}
