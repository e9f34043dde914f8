import { escapings, otherCase } from './escapes.ts';
import type { Form } from './form.ts';
import { isSorted, type JsonNode, parseJsonText, printJson } from './json-text.ts';
import { type Change, explain, type Numbers, numbers, type Spacing, spacings, tight } from './json-ways.ts';
import { largeJsonForms, largeLength } from './large-json.ts';
import { lostFloats } from './lost-floats.ts';

/** The JSON texts that a body may have been before something parsed it and wrote it again, the likelier first. */
export function* jsonForms(text: string): Generator<Form<string>> {
  if (text.length > largeLength) return yield* largeJsonForms(text);
  const root = parseJsonText(text);
  if (root === undefined || root.kind === 'scalar') return;
  const isCompact = printJson(root, { layout: tight, scalar: (raw) => raw, sorted: false }) === text.trim();
  const wasSorted = isSorted(root);
  for (const { change, cost } of changes(root, isCompact)) {
    const scalar = (raw: string) => {
      const escaped = change.escaping?.write(raw) ?? raw;
      return change.numbers?.write(escaped) ?? escaped;
    };
    const printed =
      change.spacing === undefined && change.sorted !== true
        ? rewriteTokens(text, scalar)
        : printJson(root, { layout: change.spacing?.layout ?? tight, scalar, sorted: change.sorted === true });
    yield { value: printed + (change.end ?? ''), cost, ...explain(change, { isCompact, wasSorted }) };
  }
}

function* changes(root: JsonNode, isCompact: boolean): Generator<{ readonly change: Change; readonly cost: number }> {
  const [compact, python] = spacings as readonly [Spacing, Spacing];
  const plain = escapings[0];
  const escaping = (id: string) => escapings.find((one) => one.id === id) ?? plain;
  const js = numbers[0] as Numbers;
  // The libraries' own ways, each one mistake: JSON.stringify, Python, PHP, Go, Ruby, .NET.
  yield { change: { spacing: compact }, cost: 1 };
  yield { change: { spacing: python }, cost: 1 };
  for (const spacing of spacings.slice(2)) yield { change: { spacing }, cost: 1 };
  for (const one of otherCase) yield { change: { escaping: one }, cost: 1 };
  for (const one of escapings) yield { change: { escaping: one }, cost: 1 };
  yield { change: { spacing: compact, escaping: plain, numbers: js }, cost: 1 };
  yield { change: { spacing: python, escaping: escaping('ascii') }, cost: 1 };
  yield { change: { sorted: true, ...(isCompact ? {} : { spacing: compact }) }, cost: 1 };
  yield { change: { sorted: true, spacing: compact, escaping: escaping('html') }, cost: 1 };
  for (const one of numbers) yield { change: { numbers: one }, cost: 1 };
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
  yield* lostFloats(root);
}

/** Rewrites the tokens in place, so that the white space between them stays. */
function rewriteTokens(text: string, scalar: (raw: string) => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (raw) => scalar(raw));
}
