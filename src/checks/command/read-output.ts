import type { Value } from '../../logs/value.ts';
import { isTooDeep } from '../http/facts.ts';

/** What a text is besides a text: JSON, a number, `name=value` lines; null what it is not. */
export type Output = {
  readonly json: Value;
  readonly number: number | null;
  readonly pairs: { readonly [name: string]: string } | null;
};

/** Reads what a program printed. What was cut short is no JSON, number or list of pairs: the part that is missing may change it. */
export function readOutput(text: string | null, isCut: boolean): Output {
  if (text === null || isCut) return { json: null, number: null, pairs: null };
  return { json: toJson(text), number: toNumber(text), pairs: toPairs(toLines(text)) };
}

/** The lines of a text; none where there is nothing in it. */
export function toLines(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : text.split(/\r?\n/);
}

function toJson(text: string): Value {
  try {
    const value = JSON.parse(text) as Value;
    return isTooDeep(value) ? null : value;
  } catch {
    return null;
  }
}

function toNumber(text: string): number | null {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : null;
}

function toPairs(lines: readonly string[]): { readonly [name: string]: string } | null {
  const pairs = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line)?.slice(1) ?? null);
  if (pairs.length === 0 || pairs.includes(null)) return null;
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[0], pair[1]]])));
}
