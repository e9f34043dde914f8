import { toExactNumber, type Value } from '../../../logs/value.ts';
import { describeBytes } from '../cells.ts';

/** The types whose text is not already what it means, by their fixed OIDs (PostgreSQL, pg_type.dat). */
const readers: { readonly [oid: number]: (text: string) => Value } = {
  16: (text) => text === 't',
  17: (text) => describeBytes(Buffer.from(text.replace(/^\\x/, ''), 'hex')),
  20: toExactNumber,
  21: Number,
  23: Number,
  26: Number,
  700: toFloat,
  701: toFloat,
  1700: toExactNumber,
  114: toJson,
  3802: toJson,
  1114: (text) => text.replace(' ', 'T'),
  1184: (text) => text.replace(' ', 'T').replace(/\+00$/, 'Z'),
};

const elements: { readonly [oid: number]: number } = {
  1000: 16,
  1001: 17,
  1016: 20,
  1005: 21,
  1007: 23,
  1028: 26,
  1021: 700,
  1022: 701,
  1231: 1700,
  199: 114,
  3807: 3802,
  1115: 1114,
  1185: 1184,
  1002: 1042,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1003: 19,
  1182: 1082,
  2951: 2950,
};

/**
 * The value of a cell in PostgreSQL's text format, ISO dates and UTC: instants are RFC 3339, timestamps without a zone stay
 * without one, numbers are numbers where they are exact, JSON and arrays are what they hold, binary data is told by its size.
 */
export function toCell(oid: number, text: string | null, parseArray: (text: string) => readonly unknown[]): Value {
  if (text === null) return null;
  const element = elements[oid];
  if (element !== undefined) return toItems(parseArray(text), element);
  return readers[oid]?.(text) ?? text;
}

function toItems(items: readonly unknown[], element: number): Value {
  return items.map((item) => {
    if (Array.isArray(item)) return toItems(item, element);
    return item === null ? null : (readers[element]?.(String(item)) ?? String(item));
  });
}

/** NaN and the infinities have no form in JSON. */
function toFloat(text: string): Value {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function toJson(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
