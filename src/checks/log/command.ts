import path from 'node:path';
import type { BoundSql } from '../../logs/source.ts';
import { renderWindow } from '../../logs/window.ts';
import { renderShell } from '../../shell.ts';
import type { CheckContext } from '../check.ts';
import type { LogParameters } from './run.ts';

/**
 * The command line that asks one log of files the same question; null where it takes several logs, or one that is no file: then
 * only its runbook can ask again.
 */
export function renderCommand(of: {
  readonly given: LogParameters;
  readonly sql: BoundSql | undefined;
  readonly context: CheckContext;
  readonly files: readonly string[];
}): string | null {
  const { given, sql, context, files } = of;
  const { folder } = context;
  const pathOf = folder.pathOf ?? ((name: string) => path.resolve(folder.path ?? '', name));
  const entry = given.source === undefined || given.with.length > 0 ? undefined : context.sources.get(given.source);
  if (entry?.kind !== 'log' || entry.log.files === undefined || files.length === 0) return null;
  const flags = sql === undefined ? questionFlags(given) : ['--sql', pasteValues(sql)];
  if (flags === undefined) return null;
  return renderShell([
    'causebook',
    'check',
    'log',
    ...files.map(pathOf),
    ...[given.match ?? []].flat().flatMap((match) => ['--match', match]),
    ...(given.regex === undefined ? [] : ['--regex', given.regex]),
    ...[given.where ?? []].flat().flatMap((where) => ['--where', where]),
    ...(context.window === undefined ? [] : ['--window', renderWindow(context.window)]),
    ...flags,
  ]);
}

/** The flags of a ready question over one log; undefined where it takes several. */
function questionFlags(given: LogParameters): readonly string[] | undefined {
  const { repeats, over_time, first_after, percentiles, common, missing, top, ladder, skew } = given;
  const flag = (name: string, value: string | number | undefined) => (value === undefined ? [] : [name, String(value)]);
  if (ladder !== undefined || skew !== undefined || missing?.from !== undefined) return undefined;
  if (repeats !== undefined) return ['--repeats', repeats.by, ...flag('--within', repeats.within)];
  if (over_time !== undefined)
    return ['--over-time', ...(over_time.of === undefined ? [] : [over_time.of]), ...flag('--every', over_time.every)];
  if (first_after !== undefined) return ['--first-after', first_after.at, ...flag('--first', first_after.n)];
  if (percentiles !== undefined) return ['--percentiles', percentiles.of, ...flag('--by', percentiles.by)];
  if (common !== undefined)
    return [...[common.bad].flat().flatMap((bad) => ['--common', bad]), ...flag('--fields', common.fields?.join(','))];
  if (top !== undefined) return ['--top', top.by];
  if (missing !== undefined) return ['--missing', [missing.ids ?? []].flat().join(','), ...flag('--by', missing.by)];
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
