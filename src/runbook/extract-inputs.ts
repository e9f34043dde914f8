import { compilePattern } from '../logs/pattern.ts';
import { parseRegex } from '../logs/regex.ts';
import type { Input } from './schema.ts';

/** The value of an input as a bug report says it, and the line it was found in. */
export type Extracted = { readonly value: string; readonly line: string };

const maxChars = 64 * 1024;
const maxMany = 50;

/** What the text of a bug report says of a runbook's inputs, by their ids: those whose `extract` finds something. */
export function extractInputs(inputs: readonly Input[], text: string): ReadonlyMap<string, Extracted> {
  const lines = text.slice(0, maxChars).split(/\r?\n/);
  return new Map(
    inputs.flatMap((input) => {
      if (input.extract === undefined) return [];
      const found = findAll(input.extract, lines);
      const [first] = found;
      if (first === undefined) return [];
      const all = [...new Set(found.map(({ value }) => value))].slice(0, maxMany);
      return [[input.id, { ...first, value: input.many ? all.join(', ') : first.value }] as const];
    }),
  );
}

function findAll(extract: string, lines: readonly string[]): readonly Extracted[] {
  const pattern = compilePattern(parseRegex(extract));
  const found: Extracted[] = [];
  for (const line of lines) {
    for (let rest = line; rest !== ''; ) {
      const match = pattern.exec(rest);
      if (match === null || match[0] === '') break;
      const value = match.slice(1).find((group) => group !== undefined) ?? match[0];
      found.push({ value, line: line.trim() });
      rest = rest.slice(match.index + match[0].length);
    }
  }
  return found;
}
