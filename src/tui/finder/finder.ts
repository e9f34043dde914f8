import { edit, emptyField, insert, type TextField } from '../field/text-field.ts';
import { isKeyName } from '../key-names.ts';

/** A search being written: over what, the text, and which of the things found is marked. */
export type Finder = {
  readonly of: 'actions' | 'steps' | 'page' | 'list';
  readonly field: TextField;
  readonly item: number;
};

/** A search before anything is written. */
export function openFinder(of: Finder['of'], field: TextField = emptyField): Finder {
  return { of, field, item: 0 };
}

/** What a key or a text makes of a search; another text marks the first thing found again. Undefined for a key that writes nothing. */
export function writeFinder(finder: Finder, text: string, isPasted: boolean): Finder | undefined {
  const edited = isPasted ? undefined : edit(finder.field, text);
  if (edited === undefined && !isPasted && isKeyName(text)) return undefined;
  const field = edited ?? insert(finder.field, oneLine(text));
  return { ...finder, field, item: field.text === finder.field.text ? finder.item : 0 };
}

/** Marks another of the `count` things found. */
export function moveFinder(finder: Finder, by: number, count: number): Finder {
  return { ...finder, item: Math.max(0, Math.min(count - 1, finder.item + by)) };
}

/** A search is one line, and a control character that came among its letters is a slip of the finger. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, maxQuery);
}

/** Nobody searches for more; what is longer was pasted by mistake. */
const maxQuery = 200;
