import { createReadStream } from 'node:fs';
import { questionNames } from '../../checks/log/asked.ts';
import type { LogParameters } from '../../checks/log/run.ts';
import { UserError } from '../../errors.ts';
import { readAtMost } from '../read-at-most.ts';

/** The flags of `check log`, as the command line gives them. */
export type LogFlags = {
  readonly match?: readonly string[];
  readonly regex?: string;
  readonly where?: readonly string[];
  readonly window?: string;
  readonly format?: string;
  readonly zone?: string;
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
  /** A file of ids; `withIds` puts them in its place. */
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
  const questions = readQuestions(flags, names);
  const asked = [
    ...questionNames.filter((name) => questions[name] !== undefined),
    ...(flags.sql === undefined ? [] : ['sql']),
  ];
  if (asked.length > 1)
    throw new UserError({
      message: `one question at a time, not ${asked.map((name) => `--${name.replace('_', '-')}`).join(' and ')}`,
    });
  return {
    ...questions,
    ...(names.includes('events') || questions.ladder === undefined
      ? { source: names.includes('events') ? 'events' : (names[0] ?? 'events') }
      : {}),
    ...(flags.match === undefined || flags.match.length === 0 ? {} : { match: flags.match }),
    ...(flags.where === undefined || flags.where.length === 0 ? {} : { where: flags.where }),
    regex: flags.regex,
    sql: flags.sql,
    draw: flags.draw,
    needs: [],
    with: flags.sql === undefined ? [] : names.filter((name) => name !== 'events'),
  };
}

/** The flags with the ids of a file in place of the file: what comes through a pipe can be read but once. */
export async function withIds({ missingIds, ...flags }: LogFlags): Promise<LogFlags> {
  return missingIds === undefined ? flags : { ...flags, missing: (await readIds(missingIds)).join(',') };
}

/** The texts of which a line must have one, where it is known before anything else: those of --match, else ids that are looked for. */
export function textsOf({ match = [], by, ladder, missing }: LogFlags): readonly string[] {
  return match.length > 0 || by !== undefined || ladder !== undefined || missing === undefined ? match : split(missing);
}

function readQuestions(flags: LogFlags, names: readonly string[]) {
  const { repeats, within, overTime, every, firstAfter, first = 1, percentiles, by, common, top, ladder, skew } = flags;
  const given = flags.missing ?? flags.ids;
  const ids = given === undefined ? undefined : split(given);
  return {
    ...(repeats === undefined ? {} : { repeats: { by: repeats, within } }),
    ...(overTime === undefined ? {} : { over_time: { of: overTime === true ? undefined : overTime, every } }),
    ...(firstAfter === undefined ? {} : { first_after: { at: firstAfter, n: wantedOf(first) } }),
    ...(percentiles === undefined ? {} : { percentiles: { of: percentiles, by } }),
    ...(common === undefined || common.length === 0
      ? {}
      : { common: { bad: [...common], fields: flags.fields?.split(',').map((name) => name.trim()) } }),
    ...(top === undefined ? {} : { top: { by: top } }),
    ...(ids === undefined || ladder !== undefined ? {} : { missing: { ids, by } }),
    ...(flags.missingFrom === undefined
      ? {}
      : { missing: { by: needKey(by, '--missing-from'), from: { source: flags.missingFrom } } }),
    ...(ladder === undefined
      ? {}
      : { ladder: { by: ladder, ids, hops: hopsOf(names, '--ladder').map((source) => ({ source })) } }),
    ...(skew === undefined ? {} : { skew: { by: skew, with: hopsOf(names, '--skew')[1] ?? '' } }),
  };
}

const maxIdsBytes = 16 * 1024 * 1024;

async function readIds(file: string): Promise<readonly string[]> {
  const bytes = await readAtMost(createReadStream(file), maxIdsBytes).catch((cause: unknown) => {
    throw new UserError(
      { message: `the ids cannot be read from "${file}"`, hint: 'Give a file with one id a line.' },
      { cause },
    );
  });
  if (bytes === undefined)
    throw new UserError({ message: `"${file}" is larger than 16 MiB`, hint: 'Give a file with one id a line.' });
  const found = split(bytes.toString('utf8'));
  if (found.length === 0) throw new UserError({ message: `there are no ids in "${file}"`, hint: 'One id a line.' });
  return found;
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((id) => id !== '');
}

function needKey(by: string | undefined, flag: string): string {
  if (by !== undefined) return by;
  throw new UserError({
    message: `${flag} needs --by`,
    hint: "Name the field that both logs carry, or a pattern: --by '/cust=(\\w+)/'.",
  });
}

function hopsOf(names: readonly string[], flag: string): readonly string[] {
  if (names.length >= 2) return names;
  throw new UserError({
    message: `${flag} needs several logs`,
    hint: 'Give each a name, in the order that a request passes them: sent=a.log received=b.log.',
  });
}

function wantedOf(first: number): number {
  if (Number.isInteger(first) && first >= 1 && first <= 20) return first;
  throw new UserError({ message: '--first takes a whole number from 1 to 20' });
}
