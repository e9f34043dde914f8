/** What Loki refused to do, as far as a smaller question would help; undefined when it would not. */
export type Refused =
  | { readonly kind: 'lines'; readonly limit: number }
  | { readonly kind: 'span'; readonly ms: number }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'page' }
  | { readonly kind: 'regex' };

/** Reads what Loki said when it refused a query (Loki, "Troubleshoot Loki queries"; limits_config). */
export function readRefusal(said: string): Refused | undefined {
  const lines = /max entries limit per query exceeded, limit > \w+ \(\d+ > (\d+)\)/.exec(said);
  if (lines !== null && Number(lines[1]) > 0) return { kind: 'lines', limit: Number(lines[1]) };
  const span = /query time range exceeds the limit \(query length: [^,]*, limit: ([^)]+)\)/.exec(said);
  const ms = parseGoDuration(span?.[1] ?? '');
  if (ms !== undefined) return { kind: 'span', ms };
  if (/query would read too many bytes|max number of chunks limit/.test(said)) return { kind: 'bytes' };
  if (/ResourceExhausted|received message larger than max|trying to send message larger/.test(said))
    return { kind: 'page' };
  return /error parsing regexp|invalid regexp?/i.test(said) ? { kind: 'regex' } : undefined;
}

const units: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration as Go and Prometheus write it (721h0m0s, 30d1h), in milliseconds. */
function parseGoDuration(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/([\d.]+)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text.trim()) return undefined;
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? Number.NaN), 0);
  return Number.isFinite(ms) && ms >= 1 ? Math.floor(ms) : undefined;
}
