/**
 * Reads an instant as RFC 3339 UTC, without a fraction where it is zero: from text (no zone means UTC, as everywhere in
 * causebook) or milliseconds since 1970. Undefined when it is none.
 */
export function instant(given: string | number): string | undefined {
  const date = new Date(typeof given === 'number' ? given : withZone(given));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

function withZone(text: string): string {
  const plain = text
    .trim()
    .replace(/ ?UTC$/, 'Z')
    .replace(/ Z$/, 'Z')
    .replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
  return /T\d{2}:\d{2}/.test(plain) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(plain) ? `${plain}Z` : plain;
}
