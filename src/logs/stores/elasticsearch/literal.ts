/** The text that a regular expression without any operators looks for. */
export function literalOf(regex: string): string | undefined {
  return /^(?:[^\\.+*?()|[\]{}^$]|\\[!-/:-@[-^{-~])+$/.test(regex) && !/\\[<>]/.test(regex)
    ? regex.replace(/\\(.)/g, '$1')
    : undefined;
}
