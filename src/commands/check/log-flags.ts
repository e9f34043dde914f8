import { readFile } from 'node:fs/promises';
import { questionNames } from '../../checks/log/asked.ts';
import type { LogParameters } from '../../checks/log/run.ts';
import { UserError } from '../../errors.ts';

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
export async function readLogFlags(flags: LogFlags, names: readonly string[]): Promise<LogParameters> {
  const questions = await readQuestions(flags, names);
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

async function readQuestions(flags: LogFlags, names: readonly string[]) {
  const { repeats, within, overTime, every, firstAfter, first = 1, percentiles, by, common, top, ladder, skew } = flags;
  const ids = await readIds(flags);
  return {
    ...(repeats === undefined ? {} : { repeats: { by: repeats, within } }),
    ...(overTime === undefined ? {} : { over_time: { of: overTime === true ? undefined : overTime, every } }),
    ...(firstAfter === undefined ? {} : { first_after: { at: instant(firstAfter), n: first } }),
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

/** The ids that were given: with commas, or a line each in a file. */
async function readIds({ missing, missingIds, ids }: LogFlags): Promise<string[] | undefined> {
  if (missingIds === undefined) {
    const given = missing ?? ids;
    return given === undefined ? undefined : split(given);
  }
  const text = await readFile(missingIds, 'utf8').catch((cause: unknown) => {
    throw new UserError(
      { message: `the ids cannot be read from "${missingIds}"`, hint: 'Give a file with one id a line.' },
      { cause },
    );
  });
  const found = split(text);
  if (found.length === 0)
    throw new UserError({ message: `there are no ids in "${missingIds}"`, hint: 'One id a line.' });
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

function instant(text: string): string {
  const at = Date.parse(text);
  if (!Number.isNaN(at) && /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return new Date(at).toISOString();
  throw new UserError({ message: `"${text}" is not an instant`, hint: 'Write it like 2026-05-12T10:30:00Z.' });
}
