import { UserError } from '../../errors.ts';
import { parseDuration } from '../../logs/window.ts';
import type { LogFlags } from './log-flags.ts';
import { splitIds } from './read-ids.ts';

type Flag = keyof LogFlags;

/** The flags that ask, in the order in which they are told. */
const questions = [
  'repeats',
  'overTime',
  'firstAfter',
  'percentiles',
  'common',
  'top',
  'missing',
  'missingIds',
  'missingFrom',
  'ladder',
  'skew',
  'sql',
] as const satisfies readonly Flag[];

/** The flags that only say more of a question, and those questions. */
const belongs = {
  within: ['repeats'],
  every: ['overTime'],
  first: ['firstAfter'],
  fields: ['common'],
  by: ['percentiles', 'missing', 'missingIds', 'missingFrom'],
  ids: ['ladder'],
  draw: ['sql'],
} as const satisfies { readonly [flag in Flag]?: readonly Flag[] };

/** What a line that comes is not asked for. */
const notFollowed = [...questions, 'window', 'timeout', 'stamps', 'duration'] as const satisfies readonly Flag[];

/** Throws a `UserError` for flags that do not go together: one that was dropped would answer another question than the one that was asked. */
export function assertLogFlags(flags: LogFlags): void {
  const isGiven = (flag: Flag) => {
    const value = flags[flag];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  };
  const asked = questions.filter(isGiven);
  if (asked.length > 1)
    throw new UserError({ message: `one question at a time, not ${asked.map(nameOf).join(' and ')}` });
  for (const [flag, owners] of Object.entries(belongs) as [Flag, readonly Flag[]][])
    if (isGiven(flag) && !owners.some(isGiven)) throw new UserError(strayed(flag, owners));
  const unfit = flags.follow === true ? notFollowed.find(isGiven) : undefined;
  if (unfit !== undefined)
    throw new UserError({
      message: `--follow prints lines as they come and takes no ${nameOf(unfit)}`,
      hint: 'Leave one of them out.',
    });
  for (const flag of ['missing', 'ids'] as const) {
    const given = flags[flag];
    if (given !== undefined && splitIds(given).length === 0)
      throw new UserError({ message: `${nameOf(flag)}: "${given}" has no id`, hint: 'Write for example PAY_1,PAY_2.' });
  }
  for (const flag of ['within', 'every'] as const) {
    const given = flags[flag];
    if (given !== undefined && parseDuration(given) <= 0)
      throw new UserError({ message: `${nameOf(flag)}: "${given}" is no time at all`, hint: 'Write for example 10s.' });
  }
}

function strayed(flag: Flag, owners: readonly Flag[]): ConstructorParameters<typeof UserError>[0] {
  const names = owners.map(nameOf);
  const [last = '', ...others] = names.toReversed();
  const all = others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
  return { message: `${nameOf(flag)} goes with ${all}`, hint: `Ask that too, or leave ${nameOf(flag)} out.` };
}

/** `--over-time` of `overTime`. */
export function nameOf(flag: string): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
