/** Reads `--env` flags: a name is passed on, `name=value` is set. Undefined where there are none. */
export function readEnvironment(given: readonly string[]): { readonly [name: string]: string | null } | undefined {
  if (given.length === 0) return undefined;
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
