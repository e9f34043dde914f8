import path from 'node:path';
import { builtInFormats } from '../../logs/formats/formats.ts';
import { plainText } from '../../logs/formats/plain-text.ts';
import type { ReadReport } from '../../logs/read-report.ts';
import type { BoundSql, LogSource } from '../../logs/source.ts';
import { wordsIn } from '../../logs/tables/names-in.ts';
import { renderWindow } from '../../logs/window.ts';
import { renderShell } from '../../shell.ts';
import type { CheckContext } from '../check.ts';
import type { LogParameters } from './run.ts';

/**
 * The command line that asks one log of files the same question; null where it takes several logs, one that is no file, or what only its
 * runbook says (a format, the columns, a name for SQL): then only that can ask again.
 */
export function renderCommand(of: {
  readonly given: LogParameters;
  readonly sql: BoundSql | undefined;
  readonly context: CheckContext;
  readonly read: Pick<ReadReport, 'files' | 'formats'>;
}): string | null {
  const { given, sql, context, read } = of;
  const { files, formats } = read;
  const { folder } = context;
  const pathOf = folder.pathOf ?? ((name: string) => path.resolve(folder.path ?? '', name));
  const entry = given.source === undefined || given.with.length > 0 ? undefined : context.sources.get(given.source);
  if (entry?.kind !== 'log' || entry.log.files === undefined || files.length === 0) return null;
  if (![entry.log.format, ...formats].every(isBuiltIn)) return null;
  if (sql !== undefined && (hasColumns(entry.log) || names(sql, given.source))) return null;
  const flags = sql === undefined ? questionFlags(given) : ['--sql', pasteValues(sql)];
  if (flags === undefined) return null;
  const words = [
    'causebook',
    'check',
    'log',
    ...files.map(pathOf),
    ...[given.match ?? []].flat().flatMap((match) => ['--match', match]),
    ...(given.regex === undefined ? [] : ['--regex', given.regex]),
    ...[given.where ?? []].flat().flatMap((where) => ['--where', where]),
    ...(context.window === undefined ? [] : ['--window', renderWindow(context.window)]),
    ...readingFlags(entry.log),
    ...flags,
  ];
  // A secret that goes from the whole line takes the quotes around it along.
  return renderShell(words.map(context.redact ?? String));
}

/** A format of the runbook's own is known to nobody else. */
function isBuiltIn(format: string | undefined): boolean {
  return format === undefined || [plainText, ...builtInFormats].some(({ id }) => id === format);
}

/** By hand, the columns of a table are those that its lines have. */
function hasColumns({ fields }: LogSource): boolean {
  return Object.keys(fields).length > 0;
}

/** By hand, the one table is called "events". */
function names({ text }: BoundSql, source: string | undefined): boolean {
  const words = wordsIn(text).map((word) => word.toLowerCase());
  return source !== undefined && source !== 'events' && words.includes(source.toLowerCase());
}

/** Several values as one word of a command line; undefined where that would be others. */
function joinedOf(values: readonly string[]): string | undefined {
  return values.some((value) => /[\s,]/.test(value)) ? undefined : values.join(',');
}

/** How the lines are to be read: otherwise they tell another time, or nothing. */
function readingFlags({ format, stamps, zone, duration }: LogSource): readonly string[] {
  return [
    ...(format === undefined ? [] : ['--format', format]),
    ...(stamps === undefined ? [] : ['--stamps', stamps]),
    ...(zone === undefined ? [] : ['--zone', zone]),
    ...(duration === undefined ? [] : ['--duration', `${duration.field}:${duration.unit}`]),
  ];
}

/** The flags of a ready question over one log; undefined where it takes several, or values that no flag can hold. */
function questionFlags(given: LogParameters): readonly string[] | undefined {
  const { repeats, over_time, first_after, percentiles, common, missing, top, ladder, skew } = given;
  const flag = (name: string, value: string | number | undefined) => (value === undefined ? [] : [name, String(value)]);
  if (ladder !== undefined || skew !== undefined || missing?.from !== undefined) return undefined;
  if (repeats !== undefined) return ['--repeats', repeats.by, ...flag('--within', repeats.within)];
  if (over_time !== undefined)
    return ['--over-time', ...(over_time.of === undefined ? [] : [over_time.of]), ...flag('--every', over_time.every)];
  if (first_after !== undefined) return ['--first-after', first_after.at, ...flag('--first', first_after.n)];
  if (percentiles !== undefined) return ['--percentiles', percentiles.of, ...flag('--by', percentiles.by)];
  if (common !== undefined) {
    const fields = joinedOf(common.fields ?? []);
    if (fields === undefined) return undefined;
    return [
      ...[common.bad].flat().flatMap((bad) => ['--common', bad]),
      ...flag('--fields', fields === '' ? undefined : fields),
    ];
  }
  if (top !== undefined) return ['--top', top.by];
  if (missing !== undefined) {
    const ids = typeof missing.ids === 'string' ? missing.ids : joinedOf(missing.ids ?? []);
    return ids === undefined ? undefined : ['--missing', ids, ...flag('--by', missing.by)];
  }
  return [];
}

/** In one pass: a value may itself hold "$1". */
function pasteValues(sql: BoundSql): string {
  return sql.text.trim().replace(/\$(\d+)/g, (slot, number: string) => {
    const value = sql.values[Number(number) - 1];
    return value === undefined ? slot : literal(value);
  });
}

function literal(value: BoundSql['values'][number]): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
