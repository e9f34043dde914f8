import type { LogEntry } from '../source.ts';
import { columnKey } from './column-name.ts';
import { namesIn, wordsIn } from './names-in.ts';
import type { TableSpec } from './table-question.ts';

/** What a table of a log has. `isSmall`: the log is small enough that any question may read all of it. */
export type Columns = Omit<TableSpec, 'kind' | 'folder'> & { readonly isSmall: boolean };

/** The columns that a statement names, which go before any others. */
export function columnsNamed(entry: LogEntry, sql: string): Columns {
  const { fields } = entry.log;
  const isOpen = Object.keys(fields).length === 0;
  const names = namesIn(sql);
  const raw = names === undefined || names.includes('_raw');
  const named = [...new Set(wordsIn(sql).map(columnKey))].sort();
  return { isSmall: false, columns: fields, isOpen, raw, only: isOpen ? names : undefined, named };
}
