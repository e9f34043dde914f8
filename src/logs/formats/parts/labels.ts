import type { PartKind } from './part.ts';

/** A text followed by `, label: value` with known labels, quoted or not: the text keeps the group's name. */
export function labels(names: readonly string[]): PartKind {
  const next = new RegExp(`, (?=(?:${names.join('|')}): )`);
  return {
    makes: (group) => [group, ...names],
    isLiteral: true,
    split: (text, { group, put }) => {
      const [head, ...rest] = text.split(next);
      put(group, head);
      for (const part of rest) {
        const at = part.indexOf(': ');
        const value = part.slice(at + 2);
        const from = value.startsWith('"') ? 1 : 0;
        put(part.slice(0, at), value.slice(from, value.length > from && value.endsWith('"') ? -1 : undefined));
      }
    },
  };
}
