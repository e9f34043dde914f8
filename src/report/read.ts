import type { Facts } from '../checks/check.ts';
import { grouped } from '../logs/questions/wording.ts';
import type { Garbled } from '../logs/read-report.ts';

/**
 * What a step read of logs, in a sentence, and whether it could read and understand all of it. `losses` tells where it could not, a log
 * each.
 */
export type StepRead = { readonly say: string; readonly isWhole: boolean; readonly losses: readonly string[] };

/** Reads the fact `read` of a log check; undefined where a step read no log. An older incident does not tell the losses of each log. */
export function readOf({ read }: Facts): StepRead | undefined {
  if (typeof read !== 'object' || read === null || Array.isArray(read) || !('unparsed' in read)) return undefined;
  const { say, problems, cut, garbled, unparsed, tooLong, undecodable } = read as Told;
  if (say === undefined) return undefined;
  return {
    say: [say, ...(problems ?? [])].join('; '),
    isWhole: (cut ?? []).length === 0 && [unparsed, tooLong, undecodable].every((n) => (n ?? 0) === 0),
    losses: [...(garbled ?? []).map(describeGarbled), ...(cut ?? []).map((name) => `${name} was not read to its end`)],
  };
}

/** The fact as the journal keeps it. */
type Told = {
  readonly say?: string;
  readonly problems?: readonly string[];
  readonly cut?: readonly string[];
  readonly garbled?: readonly Garbled[];
} & { readonly [count in 'unparsed' | 'tooLong' | 'undecodable']?: number };

function describeGarbled({ unparsed, lines, first }: Garbled): string {
  return `${grouped(unparsed)} of ${grouped(lines)} lines did not parse${first === null ? '' : `, the first at ${first}`}`;
}
