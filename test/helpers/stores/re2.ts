/** A regular expression of RE2 as one of JavaScript: what the fakes of Loki and ClickHouse run. Dots do not match line breaks. */
export function toRegExp(source: string): RegExp {
  const flags = `u${source.startsWith('(?i)') ? 'i' : ''}${source.includes('(?m)') ? 'm' : ''}`;
  const body = source
    .replace(/^\(\?i\)/, '')
    .replace('(?m)', '')
    .replaceAll('(?s:.*)', '[\\s\\S]*')
    .replaceAll('(?-s:', '(?:')
    .replaceAll('(?P<', '(?<')
    // Outside classes, JavaScript's Unicode mode knows fewer escapes.
    .replace(/\\([!"#%&',:;<=>@`~-])/g, (_, found: string) => (found === '-' ? '\\-' : found))
    .replace(/(?<!\[[^\]]*)\\-/g, '-');
  return new RegExp(body, flags);
}
