import { isInstant } from '../time-scale.ts';

/** A row of an answer, by column. */
export type Row = { readonly [column: string]: unknown };

/** A cell as an instant: a number is milliseconds since 1970, text RFC 3339, without a zone in UTC. Undefined where it is none. */
export function readInstant(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? parseInstant(value.trim()) : Number.NaN;
  return isInstant(ms) ? ms : undefined;
}

/** A cell as a count; undefined where it is none. */
export function readCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.round(count) : undefined;
}

/** A cell as a label; `none` where it is empty. */
export function readLabel(value: unknown, none: string): string {
  return value === null || value === undefined || value === '' ? none : String(value);
}

/** Why a column cannot be used. */
export function columnMissing(column: string, of: { readonly rows: readonly Row[]; readonly wants: string }): string {
  const found = [...new Set(of.rows.slice(0, 50).flatMap((row) => Object.keys(row)))].join(', ');
  return `there is nothing to draw: no row has ${of.wants} in a column "${column}" (the columns are ${found || 'none'})`;
}

function parseInstant(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (match === null) return /^\d{12,14}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const zone = match[3] === undefined || /UTC/i.test(match[3]) ? 'Z' : match[3];
  return Date.parse(`${match[1]}T${match[2]}${zone}`);
}
