import { stat } from 'node:fs/promises';
import type { LogParameters } from '../../checks/log/run.ts';
import { UserError } from '../../errors.ts';
import { readIds, splitIds } from './read-ids.ts';

/** The flags of `check log`, as the command line gives them. */
export type LogFlags = {
  readonly match?: readonly string[];
  readonly regex?: string;
  readonly where?: readonly string[];
  readonly window?: string;
  readonly format?: string;
  readonly zone?: string;
  readonly stamps?: 'start' | 'end';
  readonly duration?: string;
  readonly source?: string;
  readonly sql?: string;
  readonly draw?: LogParameters['draw'];
  readonly repeats?: string;
  readonly within?: string;
  readonly overTime?: string | true;
  readonly every?: string;
  readonly firstAfter?: string;
  readonly first?: number;
  readonly percentiles?: string;
  readonly common?: readonly string[];
  readonly fields?: string;
  readonly top?: string;
  readonly missing?: string;
  /** A file of ids; `withIds` reads them into `missing`. */
  readonly missingIds?: string;
  readonly missingFrom?: string;
  readonly ladder?: string;
  readonly ids?: string;
  readonly skew?: string;
  readonly by?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly timeout?: string;
  readonly dryRun?: boolean;
};

/** Turns flags into what a runbook would write; `names` are the logs that were given names, in their order. */
export function readLogFlags(flags: LogFlags, names: readonly string[]): LogParameters {
  const { match = [], regex, where = [] } = flags;
  // Every log is narrowed alike: a question over two of which one is whole compares what nobody wants compared.
  const narrowing: Narrowed = {
    ...(match.length === 0 ? {} : { match: [...match] }),
    ...(regex === undefined ? {} : { regex }),
    ...(where.length === 0 ? {} : { where: [...where] }),
  };
  const source = sourceOf(flags, names);
  return {
    ...readQuestions({ flags, names, source, narrowing }),
    ...(source === undefined ? {} : { source }),
    ...narrowing,
    sql: flags.sql,
    draw: flags.draw,
    needs: [],
    with:
      flags.sql === undefined
        ? []
        : names.filter((name) => name !== source).map((name) => ({ source: name, optional: false, ...narrowing })),
  };
}

/** The flags with the ids of a file. The file stays named where it can be read again: what comes through a pipe can be read but once. */
export async function withIds({ missingIds, ...flags }: LogFlags): Promise<LogFlags> {
  if (missingIds === undefined) return flags;
  const missing = (await readIds(missingIds)).join(',');
  return { ...flags, missing, ...((await stat(missingIds)).isFile() ? { missingIds } : {}) };
}

/** The texts of which a line must have one, where it is known before anything else: those of --match, else ids that are looked for. */
export function textsOf({ match = [], by, ladder, missing }: LogFlags): readonly string[] {
  return match.length > 0 || by !== undefined || ladder !== undefined || missing === undefined
    ? match
    : splitIds(missing);
}

type Narrowed = { match?: string[]; regex?: string; where?: string[] };

/** The log that a question is asked of; undefined where all are asked alike. Throws a `UserError` where it would leave one out. */
function sourceOf(flags: LogFlags, names: readonly string[]): string | undefined {
  if (flags.ladder !== undefined) return undefined;
  if (flags.missingFrom !== undefined) return otherOf(flags.missingFrom, pairOf(names, '--missing-from'));
  if (flags.skew !== undefined) return pairOf(names, '--skew')[0];
  const own = names.find((name) => name === 'events') ?? names[0];
  if (names.length > 1 && flags.sql === undefined && flags.follow !== true)
    throw new UserError({
      message: `this question is asked of one log, and there are ${names.length}: ${names.join(', ')}`,
      hint: 'Leave the names out to read all files as one log, or compare them: --ladder, --missing-from, --skew, --sql.',
    });
  return own;
}

function readQuestions(of: {
  readonly flags: LogFlags;
  readonly names: readonly string[];
  readonly source: string | undefined;
  readonly narrowing: Narrowed;
}) {
  const { flags, names, source, narrowing } = of;
  const { repeats, within, overTime, every, firstAfter, first = 1, percentiles, by, common, top, ladder, skew } = flags;
  const ids = flags.ids === undefined ? undefined : splitIds(flags.ids);
  return {
    ...(repeats === undefined ? {} : { repeats: { by: repeats, within } }),
    ...(overTime === undefined ? {} : { over_time: { of: overTime === true ? undefined : overTime, every } }),
    ...(firstAfter === undefined ? {} : { first_after: { at: firstAfter, n: wantedOf(first) } }),
    ...(percentiles === undefined ? {} : { percentiles: { of: percentiles, by } }),
    ...(common === undefined || common.length === 0
      ? {}
      : { common: { bad: [...common], fields: flags.fields?.split(',').map((name) => name.trim()) } }),
    ...(top === undefined ? {} : { top: { by: top } }),
    ...(flags.missing === undefined ? {} : { missing: { ids: splitIds(flags.missing), by } }),
    ...(flags.missingFrom === undefined
      ? {}
      : { missing: { by: needKey(by, '--missing-from'), from: { source: flags.missingFrom, ...narrowing } } }),
    ...(ladder === undefined
      ? {}
      : { ladder: { by: ladder, ids, hops: hopsOf(names).map((name) => ({ source: name })) } }),
    ...(skew === undefined
      ? {}
      : { skew: { by: skew, with: { source: otherOf(source ?? '', pairOf(names, '--skew')), ...narrowing } } }),
  };
}

function needKey(by: string | undefined, flag: string): string {
  if (by !== undefined) return by;
  throw new UserError({
    message: `${flag} needs --by`,
    hint: "Name the field that both logs carry, or a pattern: --by '/cust=(\\w+)/'.",
  });
}

const named = 'Give each a name, in the order that a request passes them: sent=a.log received=b.log.';

function hopsOf(names: readonly string[]): readonly string[] {
  if (names.length >= 2) return names;
  throw new UserError({ message: '--ladder needs several logs', hint: named });
}

type Pair = readonly [string, string];

function pairOf(names: readonly string[], flag: string): Pair {
  const [first, second] = names;
  if (first !== undefined && second !== undefined && names.length === 2) return [first, second];
  if (names.length < 2) throw new UserError({ message: `${flag} compares two logs, and there is one`, hint: named });
  throw new UserError({
    message: `${flag} compares two logs, and there are ${names.length}: ${names.join(', ')}`,
    hint: 'Leave the others out, or ask --ladder, which takes them all.',
  });
}

function otherOf(name: string, pair: Pair): string {
  if (pair.includes(name)) return pair[0] === name ? pair[1] : pair[0];
  throw new UserError({
    message: `--missing-from: no log is named "${name}"`,
    hint: `There are ${pair.join(' and ')}; name the one that has all the ids.`,
  });
}

function wantedOf(first: number): number {
  if (Number.isInteger(first) && first >= 1 && first <= 20) return first;
  throw new UserError({ message: '--first takes a whole number from 1 to 20' });
}
