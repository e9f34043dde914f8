import { textOf } from '../value-text.ts';
import type { ColumnType } from './create-table.ts';

/**
 * The value of a cell by the type of its column, null where it is not of it: text, a number, an integer, true or false, or an
 * instant in milliseconds. One place, so that a table is the same whichever way its rows come into it.
 */
export function toCell(type: ColumnType, value: unknown): string | number | boolean | null {
  if (value === null || value === undefined || value === '') return null;
  switch (type) {
    case 'text':
    case 'huge':
      return textOf(value) ?? null;
    case 'json':
      return typeof value === 'number' && !Number.isFinite(value) ? null : JSON.stringify(value);
    case 'number':
    case 'timestamp':
      return finite(Number(value));
    case 'integer':
      return Number.isSafeInteger(Number(value)) ? Number(value) : null;
    case 'boolean':
      return toBoolean(String(value).toLowerCase());
  }
}

/** Without the sign of a zero, which a file of rows does not keep either. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function toBoolean(value: string): boolean | null {
  if (['true', 'yes', 'on', '1'].includes(value)) return true;
  return ['false', 'no', 'off', '0'].includes(value) ? false : null;
}
