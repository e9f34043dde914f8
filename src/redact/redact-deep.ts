/** How texts inside a value are redacted: any of them, and one that stands under the name of something to be hidden. */
export type DeepRules = {
  readonly text: (text: string) => string;
  /** What becomes of the name of a field. */
  readonly name: (name: string) => string;
  /** What becomes of a text under a name, or undefined where the name says nothing. */
  readonly named: (name: string) => ((text: string) => string) | undefined;
};

/**
 * Redacts every text inside a value, the names of its fields too. Under the name of a secret the whole text goes, whatever it looks like,
 * also as a number or in a list, and where name and value are fields of their own: `{"name": "x-api-key", "value": "…"}`.
 */
export function redactDeep(value: unknown, rules: DeepRules): unknown {
  if (typeof value === 'string') return rules.text(value);
  if (Array.isArray(value)) return redactList(value, rules);
  if (typeof value !== 'object' || value === null) return value;
  const told = nameIn(value as { readonly [name: string]: unknown });
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      rules.name(name),
      redactUnder(name === 'value' && told !== undefined ? told : name, inner, rules),
    ]),
  );
}

function redactUnder(name: string, value: unknown, rules: DeepRules): unknown {
  const hide = rules.named(name);
  if (hide === undefined) return redactDeep(value, rules);
  if (typeof value === 'string') return hide(value);
  if (typeof value === 'number') {
    const shown = hide(String(value));
    return shown === String(value) ? value : shown;
  }
  return Array.isArray(value) ? value.map((inner) => redactUnder(name, inner, rules)) : redactDeep(value, rules);
}

/** A pair in a list is a name and its value, as headers and the cells of a table are given. */
function redactList(list: readonly unknown[], rules: DeepRules): readonly unknown[] {
  const [name, inner] = list;
  if (list.length === 2 && typeof name === 'string' && rules.named(name) !== undefined)
    return [name, redactUnder(name, inner, rules)];
  return list.map((one) => redactDeep(one, rules));
}

function nameIn(value: { readonly [name: string]: unknown }): string | undefined {
  const name = value.name ?? value.key ?? value.header ?? value.setting;
  return 'value' in value && typeof name === 'string' ? name : undefined;
}
