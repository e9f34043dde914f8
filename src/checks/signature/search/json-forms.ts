import { escapings, otherCase } from './escapes.ts';
import type { Form } from './form.ts';
import { isSorted, type JsonNode, type Layout, parseJsonText, printJson } from './json-text.ts';

type Spacing = { readonly id: string; readonly words: string; readonly layout: Layout };

const tight = { comma: ',', colon: ':', indent: '', line: '\n' };
const spacings: readonly Spacing[] = [
  { id: 'compact', words: 'without spaces', layout: tight },
  {
    id: 'python',
    words: "with a space after each , and : (as Python's json.dumps writes)",
    layout: { ...tight, comma: ', ', colon: ': ' },
  },
  { id: 'indent-2', words: 'indented by 2 spaces', layout: { ...tight, colon: ': ', indent: '  ' } },
  { id: 'indent-4', words: 'indented by 4 spaces', layout: { ...tight, colon: ': ', indent: '    ' } },
  { id: 'tabs', words: 'indented by tabs', layout: { ...tight, colon: ': ', indent: '\t' } },
  {
    id: 'jackson',
    words: 'indented, with a space on both sides of each : (as Jackson writes)',
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

type Numbers = { readonly id: string; readonly words: string; readonly write: (raw: string) => string };

const isNumber = (raw: string) => /^[-\d]/.test(raw);
const numbers: readonly Numbers[] = [
  {
    id: 'js',
    words: 'numbers in their shortest form (1.50 as 1.5)',
    write: (raw) => (isNumber(raw) ? JSON.stringify(Number(raw)) : raw),
  },
  { id: 'one', words: 'whole numbers written with .0', write: (raw) => (/^-?\d+$/.test(raw) ? `${raw}.0` : raw) },
  {
    id: 'two',
    words: 'numbers with two decimals (12.50)',
    write: (raw) => (isNumber(raw) && Number.isFinite(Number(raw)) ? Number(raw).toFixed(2) : raw),
  },
];

type Change = {
  readonly spacing?: Spacing;
  readonly escaping?: (typeof escapings)[number] | (typeof otherCase)[number];
  readonly numbers?: Numbers;
  readonly sorted?: boolean;
  readonly end?: string;
};

/** A whole body is hashed again and again: a large one gets only the forms that occur most. */
const largeBytes = 128 * 1024;

/** The JSON texts that a body may have been before something parsed it and wrote it again, the likelier first. */
export function* jsonForms(text: string): Generator<Form<string>> {
  const root = parseJsonText(text);
  if (root === undefined || root.kind === 'scalar') return;
  const kept = /^[\s\S]*?\S(?=\s*$)/.exec(text)?.[0] ?? text;
  const isCompact = printJson(root, { layout: tight, scalar: (raw) => raw, sorted: false }) === kept;
  for (const { change, cost } of changes(root, { isCompact, isLarge: text.length > largeBytes })) {
    const scalar = (raw: string) => {
      const escaped = change.escaping?.write(raw) ?? raw;
      return change.numbers?.write(escaped) ?? escaped;
    };
    const printed =
      change.spacing === undefined && change.sorted !== true
        ? rewriteTokens(text, scalar)
        : printJson(root, { layout: change.spacing?.layout ?? tight, scalar, sorted: change.sorted === true });
    yield { value: printed + (change.end ?? ''), cost, ...explain(change, { isCompact, wasSorted: isSorted(root) }) };
  }
}

function* changes(
  root: JsonNode,
  { isCompact, isLarge }: { readonly isCompact: boolean; readonly isLarge: boolean },
): Generator<{ readonly change: Change; readonly cost: number }> {
  const [compact, python] = spacings as readonly [Spacing, Spacing];
  const plain = escapings[0];
  const escaping = (id: string) => escapings.find((one) => one.id === id) ?? plain;
  const js = numbers[0] as Numbers;
  // The libraries' own ways, each one mistake: JSON.stringify, Python, PHP, Go, Ruby, .NET.
  yield { change: { spacing: compact }, cost: 1 };
  yield { change: { spacing: python }, cost: 1 };
  for (const spacing of spacings.slice(2, isLarge ? 4 : undefined)) yield { change: { spacing }, cost: 1 };
  for (const one of escapings.slice(0, isLarge ? 5 : undefined)) yield { change: { escaping: one }, cost: 1 };
  for (const one of otherCase) yield { change: { escaping: one }, cost: 1 };
  yield { change: { spacing: compact, escaping: plain, numbers: js }, cost: 1 };
  yield { change: { spacing: python, escaping: escaping('ascii') }, cost: 1 };
  yield { change: { sorted: true, ...(isCompact ? {} : { spacing: compact }) }, cost: 1 };
  yield { change: { sorted: true, spacing: compact, escaping: escaping('html') }, cost: 1 };
  for (const one of numbers) yield { change: { numbers: one }, cost: 1 };
  if (isLarge) return;
  for (const spacing of spacings) {
    yield { change: { spacing, end: '\n' }, cost: 1.5 };
    yield { change: { spacing, end: '\r\n' }, cost: 2 };
    for (const one of escapings) yield { change: { spacing, escaping: one }, cost: 2 };
    yield { change: { spacing, sorted: true }, cost: 2 };
    for (const one of numbers) yield { change: { spacing, numbers: one }, cost: 2 };
  }
  yield { change: { sorted: true, spacing: python, escaping: escaping('ascii') }, cost: 2 };
  for (const one of escapings) {
    yield { change: { escaping: one, end: '\n' }, cost: 2 };
    yield { change: { escaping: one, numbers: js }, cost: 2 };
    yield { change: { sorted: true, spacing: compact, escaping: one }, cost: 2 };
    for (const spacing of spacings) yield { change: { spacing, escaping: one, end: '\n' }, cost: 3 };
  }
  yield* someFloats(root);
}

/** Where there are few whole numbers, each of them may have lost its `.0`. */
function* someFloats(root: JsonNode): Generator<{ readonly change: Change; readonly cost: number }> {
  const whole = new Set<string>();
  const visit = (node: JsonNode): void => {
    if (node.kind === 'scalar' && /^-?\d{1,15}$/.test(node.raw)) whole.add(node.raw);
    if (node.kind === 'array') node.items.forEach(visit);
    if (node.kind === 'object') for (const [, inner] of node.entries) visit(inner);
  };
  visit(root);
  if (whole.size > 12) return;
  for (const one of whole)
    for (const zeros of ['.0', '.00']) {
      const write = (raw: string) => (raw === one ? raw + zeros : raw);
      const numeric = { id: 'float', words: `the number ${one} written as ${one}${zeros}`, write };
      yield { change: { numbers: numeric }, cost: 1.5 };
      for (const escaping of escapings) yield { change: { numbers: numeric, escaping }, cost: 2 };
      for (const spacing of spacings) yield { change: { numbers: numeric, spacing }, cost: 2 };
    }
}

/** Rewrites the tokens in place, so that the white space between them stays. */
function rewriteTokens(text: string, scalar: (raw: string) => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (raw) => scalar(raw));
}

function explain(
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
    escaping === undefined ? undefined : escaping.id === 'none' ? 'escapes added' : 'escapes undone',
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
    words: `signed over the raw bytes (JSON ${parts.join(', ')}); your body was re-serialised by a JSON parser: ${kept.join(', ')}`,
  };
}
