import { UserError } from '../errors.ts';

/** A span of time, both ends included, in milliseconds since 1970. */
export type Window = { readonly fromMs: number; readonly toMs: number };

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a window as people write it: `last 24h`, or two RFC 3339 instants with `/` between them (ISO 8601 interval).
 * `now` anchors `last`.
 */
export function parseWindow(text: string, now: Date): Window {
  const last = /^last\s+(\S+)$/.exec(text.trim());
  const [from, to, ...rest] =
    last === null ? text.split('/').map(parseInstant) : [now.getTime() - parseDuration(last[1] ?? ''), now.getTime()];
  if (from === undefined || to === undefined || rest.length > 0 || !isInstant(from) || !isInstant(to) || from > to) {
    const isReversed = from !== undefined && to !== undefined && from > to;
    throw new UserError({
      message: `"${text}" is not a window${isReversed ? ': its end is before its beginning' : ''}`,
      hint: 'Write "last 24h" or "2026-05-12T10:00:00Z/2026-05-12T11:00:00Z".',
    });
  }
  return { fromMs: from, toMs: to };
}

/** Renders a window as an ISO 8601 interval in UTC. */
export function renderWindow(window: Window): string {
  return `${new Date(window.fromMs).toISOString()}/${new Date(window.toMs).toISOString()}`;
}

/** Reads `15m`, `24h`, `7d`, `30s` as milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null)
    throw new UserError({ message: `"${text}" is not a duration`, hint: 'Write for example 30s, 15m, 24h or 7d.' });
  const unit = match[2] as keyof typeof units | 'ms';
  return Number(match[1]) * (unit === 'ms' ? 1 : units[unit]);
}

// `Date.parse` alone takes "5/6" for a span of 2001, and a time without a zone for local time.
function parseInstant(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/i.test(text.trim())
    ? Date.parse(text.trim())
    : Number.NaN;
}

function isInstant(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}
