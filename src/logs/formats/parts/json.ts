import type { PartKind } from './part.ts';

/** A text that may be a JSON object, as programs in containers write it: nested fields then, else the text. */
export const json: PartKind = {
  makes: (group) => [group],
  isLiteral: false,
  split: (text, { group, put }) => put(group, parseObject(text) ?? text),
};

/** A JSON object, or undefined where a text is none. */
export function parseObject(text: string): { [name: string]: unknown } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as { [name: string]: unknown };
  } catch {
    return undefined;
  }
}
