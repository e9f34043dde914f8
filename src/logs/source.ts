import type { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import { type Condition, parseCondition } from './condition.ts';
import type { databaseSource } from './database-schema.ts';
import { parseRegex } from './regex.ts';
import type { configSource, fieldType, logSource, metricsSource, tableUse } from './source-schema.ts';

export type FieldType = z.output<typeof fieldType>;
export type LogSource = z.output<typeof logSource>;
export type ConfigSource = z.output<typeof configSource>;
export type MetricsSource = z.output<typeof metricsSource>;
export type DatabaseSource = z.output<typeof databaseSource>;
export type TableUse = Omit<Exclude<z.output<typeof tableUse>, string>, 'match' | 'where'> & {
  readonly match?: string | readonly string[] | undefined;
  readonly where?: readonly Condition[] | undefined;
};

/** A table use as a runbook writes it. */
export type WrittenUse = z.output<typeof tableUse>;

/** SQL whose values are bound, never pasted: `$1` is `values[0]`. */
export type BoundSql = { readonly text: string; readonly values: readonly (string | number | boolean | null)[] };

/** A source as the log store knows it. `owner` is whom to ask for it (`you` on a command line). A view, log or database with a `missingInput` cannot be asked. */
export type SourceEntry = { readonly id: string; readonly title: string; readonly owner: string } & (
  | {
      readonly kind: 'log';
      readonly log: LogSource & { readonly orText?: boolean };
      readonly missingInput?: string;
    }
  | { readonly kind: 'config'; readonly config: ConfigSource }
  | { readonly kind: 'database'; readonly database: DatabaseSource; readonly missingInput?: string }
  | {
      readonly kind: 'view';
      readonly from: readonly TableUse[];
      readonly sql: BoundSql;
      readonly missingInput?: string;
    }
  | { readonly kind: 'metrics'; readonly metrics: MetricsSource; readonly missingInput?: string }
  | { readonly kind: 'manual' }
);

/** A source that reads files. */
export type FileEntry = Extract<SourceEntry, { readonly kind: 'log' | 'config' }>;

export type LogEntry = Extract<SourceEntry, { readonly kind: 'log' }>;

/** All sources and views of a runbook by id, with their templates filled in. */
export type SourceCatalog = ReadonlyMap<string, SourceEntry>;

/** The long form of a table use, its texts read. */
export function toTableUse(use: z.output<typeof tableUse>): TableUse {
  if (typeof use === 'string') return { source: use, optional: false };
  const { regex, where, ...rest } = use;
  return {
    ...rest,
    ...(regex === undefined ? {} : { regex: parseRegex(regex) }),
    ...(where === undefined ? {} : { where: [where].flat().map(parseCondition) }),
  };
}

/** The source that a use names; throws a `CheckProblem` where there is none. */
export function entryOf(sources: SourceCatalog, use: TableUse): SourceEntry {
  const entry = sources.get(use.source);
  if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${use.source}"` });
  return entry;
}
