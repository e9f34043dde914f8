/** Parses an option that can be given several times: every value, in order. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
