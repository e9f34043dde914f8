import { fieldOf, fieldsOfName } from '../log-event.ts';
import { textOf } from '../value-text.ts';
import type { Question } from './question.ts';

/** The fields that are looked for, by name or path. */
export type Fields = { readonly names: readonly string[] };

/** How many events there are, and which of the fields one of them has. */
export type FieldsState = { n: number; seen: string[] };

/** Which fields any event has, be it with whatever value. */
export function createFields({ names }: Fields): Question<FieldsState> {
  return {
    fields: names.flatMap(fieldsOfName),
    start: () => ({ n: 0, seen: [] }),
    add: (state, { fields }) => {
      state.n += 1;
      if (state.seen.length === names.length) return;
      for (const name of names)
        if (!state.seen.includes(name) && textOf(fieldOf(fields, name)) !== undefined) state.seen.push(name);
    },
    merge: (into, from) => {
      into.n += from.n;
      into.seen = [...new Set([...into.seen, ...from.seen])];
      return into;
    },
    finish: ({ n, seen }) => {
      const has = names.filter((name) => seen.includes(name));
      return { facts: { n, has }, rows: [], refs: [], say: '', pictures: [] };
    },
  };
}
