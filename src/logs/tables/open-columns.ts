import { columnKey, isColumnName, isPlainName } from './column-name.ts';
import { kindOfText, type TextKind } from './kind-of-text.ts';

/** How many columns a table has that nobody declared: those whose names need quotes do not take the place of others. */
const limits = { plain: 80, quoted: 40 };

/**
 * A column that nobody declared: the names that rows have for it, which differ in case alone, the one first that names it; and what its
 * values are, `none` as long as all are NULL. A text that writes a number is one, as it is to every other question; `numeral` are
 * numbers that only a text keeps as they are written.
 */
export type OpenColumn = { readonly names: string[]; type: OpenType };

type OpenType = 'none' | TextKind;

/** The columns that rows have, their fields in whose place the table has something else, and those beyond the columns of a table. */
export type OpenState = {
  readonly columns: readonly OpenColumn[];
  readonly hidden: readonly string[];
  readonly beyond: readonly string[];
};

/** Finds the columns of rows as they come. */
export type OpenColumns = {
  readonly state: () => OpenState;
  /** Looks at the names of a row; true where one of them is a new column. */
  readonly learn: (row: { readonly [name: string]: unknown }) => boolean;
  /** As `learn`, and looks at the values too. */
  readonly read: (row: { readonly [name: string]: unknown }) => void;
  /** Adds what was found of other rows. */
  readonly merge: (other: OpenState) => void;
};

/** Names are remembered up to here: a log whose names are data has a new one in every line. */
const maxKnown = 10_000;
const maxSpellings = 8;

/**
 * Creates it. Where a name is `taken` the table has that column anyway. `isWanted` and `isNamed` get names in the spelling of `columnKey`;
 * what is named is a column however many there are.
 */
export function createOpenColumns(of: {
  readonly taken: readonly string[];
  readonly isWanted: (key: string) => boolean;
  readonly isNamed?: (key: string) => boolean;
}): OpenColumns {
  const taken = new Set(of.taken.map(columnKey));
  const known = new Set<string>();
  const columns = new Map<string, OpenColumn>();
  const hidden = new Set<string>();
  const beyond = new Set<string>();
  const count = { plain: 0, quoted: 0 };

  const addName = (name: string): boolean => {
    if (known.size < maxKnown) known.add(name);
    const key = columnKey(name);
    const column = columns.get(key);
    if (column !== undefined) {
      // In one order, whichever came first: small letters before capitals.
      if (!column.names.includes(name) && column.names.length < maxSpellings) column.names.push(name);
      column.names.sort().reverse();
      return false;
    }
    if (!of.isWanted(key) || !isColumnName(name)) return false;
    if (taken.has(key)) {
      hidden.add(name);
      return false;
    }
    const kind = isPlainName(name) ? 'plain' : 'quoted';
    const isNamed = of.isNamed?.(key) === true;
    if (!isNamed && count[kind] >= limits[kind]) {
      if (beyond.size < maxKnown) beyond.add(name);
      return false;
    }
    if (!isNamed) count[kind] += 1;
    columns.set(key, { names: [name], type: 'none' });
    return true;
  };

  const learn: OpenColumns['learn'] = (row) => {
    let isNew = false;
    for (const name in row) if (!known.has(name) && addName(name)) isNew = true;
    return isNew;
  };
  return {
    learn,
    read: (row) => {
      learn(row);
      for (const column of columns.values()) noteType(column, valueUnder(row, column.names));
    },
    merge: (other) => {
      for (const { names, type } of other.columns) {
        for (const name of names) addName(name);
        const column = columns.get(columnKey(names[0] ?? ''));
        if (column !== undefined) column.type = joinTypes(column.type, type);
      }
      for (const name of [...other.hidden, ...other.beyond]) addName(name);
    },
    state: () => ({ columns: [...columns.values()], hidden: [...hidden], beyond: [...beyond] }),
  };
}

/** What a row has under the names of a column: the first that is there. */
export function valueUnder(row: { readonly [name: string]: unknown }, names: readonly string[]): unknown {
  const value = row[names[0] as string];
  if (names.length === 1 || (value !== undefined && value !== null)) return value;
  return names.map((name) => row[name]).find((one) => one !== undefined && one !== null);
}

/** A column is one of numbers where all its values are, else one of text. */
export function noteType(column: OpenColumn, value: unknown): void {
  if (value === undefined || value === null || value === '' || column.type === 'text') return;
  column.type = joinTypes(column.type, typeOf(value));
}

function typeOf(value: unknown): OpenType {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? kindOfText(value) : 'text';
}

function joinTypes(one: OpenType, other: OpenType): OpenType {
  if (one === other || other === 'none') return one;
  if (one === 'none') return other;
  const both = new Set([one, other]);
  if (both.has('text')) return 'text';
  if (both.has('numeral')) return 'numeral';
  if (!both.has('huge')) return 'number';
  return both.has('integer') ? 'huge' : 'numeral';
}
