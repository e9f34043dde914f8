import type { PartKind } from './part.ts';

/** A text that may be a JSON object, as programs in containers write it: nested fields then, else the text. */
export const json: PartKind = {
  makes: (group) => [group],
  isLiteral: false,
  split: (text, { group, put }) => put(group, parseObject(text) ?? text),
};

/** A JSON object, or undefined where a text is none. Blanks around it are no part of it. */
export function parseObject(text: string): { [name: string]: unknown } | undefined {
  if (!beginsObject.test(text)) return undefined;
  try {
    return parseJson(text) as { [name: string]: unknown };
  } catch {
    return undefined;
  }
}

const beginsObject = /^[ \t]*\{/;

/**
 * Parses JSON; a whole number that no double holds becomes its text, because ids of 64 bits that differ would become one number (RFC 8259,
 * section 6). Throws a `SyntaxError`.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!manyDigits.test(text)) return value;
  return JSON.parse(text.replace(stringOrLong, (found) => (isExact(found) ? found : `"${found}"`)));
}

/** The value of a number as it is written: its text where that is a whole number which no double holds. */
export function readNumber(text: string): number | string {
  return isExact(text) ? Number(text) : text;
}

const manyDigits = /\d{16}/;
// Strings are stepped over, so that nothing in them is taken for a number.
const stringOrLong = /"(?:[^"\\]|\\.)*"|(?<=[\s:,[])-?\d{16,}(?=[\s,}\]])/g;

function isExact(text: string): boolean {
  return text.startsWith('"') || !/^-?\d+$/.test(text) || Number.isSafeInteger(Number(text));
}
