import { numberOf } from '../value-text.ts';

/**
 * What a text is to a column: an `integer` or a `number` (`huge` beyond what a double holds) where the number, written back, is that
 * very text, so that nothing of it is lost; a `numeral` where it writes a number in another way (`007`, `1.10`, `1e5`); else `text`.
 */
export type TextKind = 'integer' | 'number' | 'huge' | 'numeral' | 'text';

const minus = 45;
const point = 46;
const zero = 48;
const nine = 57;

/** As many digits as a double keeps of any number, and as HUGEINT holds in any case. */
const digitsOf = { double: 15, huge: 38 };

/** Tells what a text is to a column; one pass over its characters, because every value of a table comes here. */
export function kindOfText(text: string): TextKind {
  const from = text.charCodeAt(0) === minus ? 1 : 0;
  let pointAt = -1;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === point && pointAt < 0) pointAt = at;
    else if (code < zero || code > nine) return looseKind(text);
  }
  const wholeTo = pointAt < 0 ? text.length : pointAt;
  const isZero = text.charCodeAt(from) === zero;
  if (wholeTo === from || (isZero && wholeTo > from + 1)) return looseKind(text);
  if (pointAt < 0) return isZero && from > 0 ? 'numeral' : kindOfDigits(text, text.length - from);
  const isKept = text.length - from - 1 <= digitsOf.double && text.charCodeAt(text.length - 1) !== zero;
  // SQL writes what is smaller with an exponent.
  const isTiny = isZero && text.startsWith('0000', pointAt + 1);
  return isKept && pointAt < text.length - 1 && !isTiny ? 'number' : looseKind(text);
}

function kindOfDigits(text: string, digits: number): TextKind {
  if (digits <= digitsOf.double || (digits === digitsOf.double + 1 && Number.isSafeInteger(Number(text))))
    return 'integer';
  return digits <= digitsOf.huge ? 'huge' : looseKind(text);
}

function looseKind(text: string): TextKind {
  return Number.isFinite(numberOf(text)) ? 'numeral' : 'text';
}
