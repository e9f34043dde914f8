import type { SqlSession } from '../session.ts';

type Dialect = SqlSession['dialect'];

const part = /^(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))(\.|$)/u;

/**
 * The parts of a name as SQL writes it: crm.customers, "Customer". Without quotes PostgreSQL has it in lower case. Throws an `Error` for
 * what is no name.
 */
export function parseName(text: string, dialect: Dialect = 'postgres'): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  do {
    const [whole, quoted, plain = '', dot] = part.exec(rest) ?? [];
    if (whole === undefined)
      throw new Error(`"${text}" is no name. Write it as in SQL: customers, crm.customers, "Customer"`);
    parts.push(
      quoted === undefined ? (dialect === 'postgres' ? plain.toLowerCase() : plain) : quoted.replaceAll('""', '"'),
    );
    rest = rest.slice(whole.length);
    if (dot === '.' && rest === '') throw new Error(`"${text}" ends with a dot`);
  } while (rest !== '');
  return parts;
}

/** A name as it can stand in a statement, whatever is in it. */
export function quoteName(text: string, dialect: Dialect): string {
  return quoteParts(parseName(text, dialect));
}

/** Parts of a name, quoted. */
export function quoteParts(parts: readonly string[]): string {
  return parts.map((one) => `"${one.replaceAll('"', '""')}"`).join('.');
}
