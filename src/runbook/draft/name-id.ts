const longest = 32;

/** Words that mean something of their own where the ids of causes and answers stand. */
const reserved = ['other', 'none'];

/**
 * An id for what people call something: its words in lower case, with `-` or `_` between them, none of those that are `taken`. Where
 * nothing of it can stand in an id, it is `kind` with a number.
 */
export function nameId(
  name: string,
  of: { readonly taken: Iterable<string>; readonly kind: string; readonly between?: '-' | '_' },
): string {
  const { kind, between = '-' } = of;
  const taken = new Set([...reserved, ...of.taken]);
  const words =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  let id = '';
  for (const word of words) {
    const longer = id === '' ? word.slice(0, longest) : `${id}${between}${word}`;
    if (longer.length > longest) break;
    id = longer;
  }
  const start = id === '' ? kind : id;
  if (id !== '' && !taken.has(start)) return start;
  for (let number = id === '' ? 1 : 2; ; number++) {
    const numbered = `${start}${between}${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}
