import type { X509Certificate } from 'node:crypto';

const maxName = 200;

/** A subject or issuer on one line; one that is long beyond use is cut. */
export function renderName(name: string): string {
  const line = name.split('\n').join(', ') || '(no name)';
  return line.length > maxName ? `${line.slice(0, maxName)}…` : line;
}

/** The names of a certificate, as `DNS:a.test` and `IP Address:192.0.2.1`. Node quotes a name that holds a comma or a quote. */
export function namesOf(certificate: X509Certificate): readonly string[] {
  return certificate.subjectAltName?.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g)?.map((name) => name.trim()) ?? [];
}

/** A list in one sentence: the first few, and how many more there are. */
export function renderList(items: readonly string[], shown = 6): string {
  const more = items.length - shown;
  return more <= 0 ? items.join(', ') : `${items.slice(0, shown).join(', ')} and ${more} more`;
}

/** A date as OpenSSL writes it, in RFC 3339; null where it makes no sense ("Bad time value"). */
export function toInstant(date: string): string | null {
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The day of such a date, in UTC. */
export function toDay(date: string): string {
  return toInstant(date)?.slice(0, 10) ?? 'an unreadable date';
}

/** A number and its noun. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Whole days until an instant, rounded down: -1 on the day after. */
export function daysUntil(instant: string, now: Date): number {
  return Math.floor((Date.parse(instant) - now.getTime()) / 86_400_000);
}
