import { UserError } from '../errors.ts';
import { fieldOf, type LogEvent } from './log-event.ts';
import { createFinder } from './pattern.ts';
import { parseRegex } from './regex.ts';
import { numberOf, textOf, wholeOf } from './value-text.ts';

/**
 * What a field must be, as people write it: `status >= 500`, `method = POST`, `status = 5xx`, `path ~ ^/v1/`. `=` and `!=`
 * compare as numbers where both sides are numbers, else as text; `<` … `>=` compare numbers only; `~` and `!~` are regular
 * expressions. A digit followed by `x`s (`5xx`, `20x`) stands for any digits there. A field that is missing fulfils `!=` and `!~` alone.
 */
export type Condition = {
  readonly field: string;
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';
  readonly value: string;
};

const written = /^\s*([A-Za-z_@][\w.@-]*)\s*(!=|!~|<=|>=|==|=~|=|<|>|~)\s*([\s\S]*?)\s*$/;

/**
 * Reads a condition; `==` and `=~`, as other tools write them, are `=` and `~`. Quotes around the value are left out.
 * Throws a `UserError` that says what is wrong with it.
 */
export function parseCondition(text: string): Condition {
  const match = written.exec(text);
  if (match === null) {
    throw new UserError({
      message: `"${text}" is not a condition`,
      hint: 'Write a field, one of = != < <= > >= ~ !~ and a value, for example "status >= 500" or "path ~ ^/v1/".',
    });
  }
  const [, field = '', sign = '', rest = ''] = match;
  const operator = (sign === '==' ? '=' : sign === '=~' ? '~' : sign) as Condition['operator'];
  const value = unquote(rest);
  if (!isQuoted(rest)) assertOne(text, { field, value: rest });
  if (value === '') {
    throw new UserError({
      message: `"${text}" has no value`,
      hint: `Write for example "${field} ${operator} ${isOrder(operator) ? '500' : 'POST'}".`,
    });
  }
  if (isOrder(operator) && Number.isNaN(numberOf(value))) {
    throw new UserError({
      message: `"${text}" compares with "${value}", which is not a number`,
      hint: `Write for example "${field} ${operator} 500"; for text use = or ~.`,
    });
  }
  return { field, operator, value: operator === '~' || operator === '!~' ? parseRegex(value) : value };
}

/** A test whether an event fulfils all conditions. */
export function createTest(conditions: readonly Condition[]): (event: LogEvent) => boolean {
  const tests = conditions.map((condition) => {
    const fulfils = createValueTest(condition);
    return (event: LogEvent) => fulfils(fieldOf(event.fields, condition.field));
  });
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (event) => tests.every((test) => test(event));
}

/** `5xx` as the texts it stands for, or undefined when the value is no such pattern. */
export function digitsPattern(value: string): string | undefined {
  return /^\d+x+$/.test(value) ? `^${value.replaceAll('x', '[0-9]')}$` : undefined;
}

/**
 * Whether equality with this value may go by number. Beyond 15 digits two different texts are the same double (IEEE 754),
 * and a text with an exponent is rather an id than a number.
 */
export function isPlainNumber(text: string): boolean {
  return text.length <= 16 && /^-?\d{1,15}(?:\.\d{1,14})?$/.test(text);
}

function createValueTest({ operator, value }: Condition): (found: unknown) => boolean {
  switch (operator) {
    case '=':
      return createEquals(value);
    case '!=': {
      const equals = createEquals(value);
      return (found) => !equals(found);
    }
    case '~':
      return createMatches(value);
    case '!~': {
      const matches = createMatches(value);
      return (found) => !matches(found);
    }
    case '<':
      return createOrder(value, (found, limit) => found < limit);
    case '<=':
      return createOrder(value, (found, limit) => found <= limit);
    case '>':
      return createOrder(value, (found, limit) => found > limit);
    case '>=':
      return createOrder(value, (found, limit) => found >= limit);
  }
}

/** Doubles tell whole numbers apart up to 2^53: where the limit is beyond it, all their digits count. */
function createOrder(
  value: string,
  holds: (found: number | bigint, limit: number | bigint) => boolean,
): (found: unknown) => boolean {
  const limit = Number(value);
  const exact = Number.isSafeInteger(limit) ? undefined : wholeOf(value);
  if (exact === undefined) return (found) => holds(numberOf(found), limit);
  return (found) => {
    const whole = wholeOf(found);
    return whole === undefined ? holds(numberOf(found), limit) : holds(whole, exact);
  };
}

function createEquals(value: string): (found: unknown) => boolean {
  const digits = digitsPattern(value);
  if (digits !== undefined) {
    const pattern = new RegExp(digits);
    return (found) => pattern.test(textOf(found) ?? '');
  }
  const number = isPlainNumber(value) ? Number(value) : undefined;
  return (found) => {
    const text = textOf(found);
    if (text === undefined) return false;
    return text === value || (number !== undefined && isPlainNumber(text) && Number(text) === number);
  };
}

function createMatches(value: string): (found: unknown) => boolean {
  const pattern = createFinder(value);
  return (found) => {
    const text = textOf(found);
    return text !== undefined && pattern.exec(text) !== null;
  };
}

function isOrder(operator: Condition['operator']): boolean {
  return operator.startsWith('<') || operator.startsWith('>');
}

function unquote(text: string): string {
  const quote = text[0];
  if (text.length < 2 || (quote !== '"' && quote !== "'") || !text.endsWith(quote)) return text;
  return text.slice(1, -1).replaceAll(`\\${quote}`, quote);
}

/** Not so is `"a" or b = "c"`. */
function isQuoted(text: string): boolean {
  return /^(?:"(?:\\"|[^"])*"|'(?:\\'|[^'])*')$/.test(text);
}

// A word that joins, and what reads as a field and an operator; or two numbers with the word between.
const further =
  /\s+(and|or|&&|\|\|)\s+(?:not\s+)?\(*[A-Za-z_@][\w.@-]*\s*(?:[!=]=?|[<>]=?|=~|!~|~)|^\d[\dx]*\s+(and|or|&&|\|\|)\s+\d[\dx]*$/i;

/** Nothing joins conditions here: the second would be taken for text, which no event has. */
function assertOne(text: string, { field, value }: Pick<Condition, 'field' | 'value'>): void {
  const [found, between, ofNumbers] = further.exec(value) ?? [];
  if (found === undefined) return;
  const word = String(between ?? ofNumbers);
  throw new UserError({
    message: `"${text}" is more than one condition: "${word}" joins nothing here`,
    hint: /^(?:and|&&)$/i.test(word)
      ? 'Write each as a condition of its own (--where twice; in a runbook a list): all must hold. A text that has these words goes into quotes.'
      : `Write the values of one field as a pattern ("${field} ~ ^(500|502)$"), or ask with SQL. A text that has these words goes into quotes.`,
  });
}
