import { type Finder, type Found, matchesOf } from './found.ts';

/**
 * Finds card numbers: 13 to 19 digits with spaces or dashes between, of a scheme that issues cards, with the right check digit (ISO/IEC
 * 7812-1). The last four stay (PCI DSS 4.0.1, 3.4.1). Times and most ids are of no scheme.
 */
export const findCards: Finder = (text) => {
  const found: Found[] = [];
  for (const match of matchesOf(candidate, text)) {
    const digits = match[0].replace(/[^0-9]|%20/g, '');
    if (!scheme.test(digits) || !isLuhn(digits)) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    found.push({ rule: 'card number', kind: 'card', start, end, value: digits, shown: `****${digits.slice(-4)}` });
  }
  return found;
};

const candidate = /(?<![\w.+-])[2-6]\d{2,5}(?:[ -]?\d{2,7}){1,5}(?![\w]|[.,-]\d)/g;

/** Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro, RuPay, Verve: how their numbers begin, how long they are. */
const scheme =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:50|5[6-8]|6[0378])\d{11,17}|506[01]\d{12,15})$/;

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
