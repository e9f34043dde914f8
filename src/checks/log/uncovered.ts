import { CheckProblem } from '../../errors.ts';
import { renderInstant, renderSpan } from '../../logs/questions/wording.ts';
import type { ReadSum, Uncovered } from '../../logs/read-report.ts';
import type { CheckContext } from '../check.ts';
import { tellGaps } from './gaps.ts';

type Told = Pick<CheckContext, 'sources' | 'window'>;

/**
 * Which of the logs that were asked have nothing of the window, or no line: what was not found there tells nothing. An optional one is as
 * one that is not there, unless `needs` name it.
 */
export function uncoveredOf({ uncovered }: ReadSum, needs: readonly (readonly string[])[] = []): readonly Uncovered[] {
  const relevant = uncovered.filter(({ source, isOptional }) => !isOptional || needs.flat().includes(source));
  return [...new Map(relevant.map((log) => [log.source, log])).values()];
}

/** Throws a `CheckProblem` that is blocked where one of the logs has nothing of the window. */
export function assertCovered(uncovered: readonly Uncovered[], read: ReadSum, context: Told): void {
  const { sources, window } = context;
  const outside = uncovered.filter(({ covers }) => covers !== null);
  if (outside.length === 0 || window === undefined) return;
  const owners = new Set(outside.map(({ source }) => sources.get(source)?.owner ?? 'you'));
  const span = renderSpan(window);
  const isOwn = owners.delete('you');
  const asked = [...owners].join(' and ');
  throw new CheckProblem({
    status: 'blocked',
    message: [...tellUncovered(outside, context), ...tellGaps(read)].join('; '),
    unblock: [
      ...(asked === '' ? [] : [`Ask ${asked} for ${outside.length === 1 ? 'its' : 'their'} lines of ${span}`]),
      ...(isOwn
        ? [`Look for the files with the lines of ${span} (older ones are often packed), or give another window`]
        : []),
    ].join('. '),
  });
}

/**
 * The same for a statement: it needs its own log (`source`), one of each of its `needs`, and where it found nothing (`isNothing`) all of
 * them.
 */
export function assertRowsCovered(
  uncovered: readonly Uncovered[],
  of: {
    readonly source: string | undefined;
    readonly needs: readonly (readonly string[])[];
    readonly isNothing: boolean;
    readonly read: ReadSum;
    readonly context: Told;
  },
): void {
  const { source: own, needs, isNothing, read, context } = of;
  const outside = uncovered.filter(({ covers }) => covers !== null).map(({ source }) => source);
  const lost = needs.filter((ids) => ids.length > 0 && ids.every((id) => outside.includes(id))).flat();
  const needed = uncovered.filter(({ source }) => isNothing || source === own || lost.includes(source));
  assertCovered(needed, read, context);
}

/** What those logs have. */
export function tellUncovered(uncovered: readonly Uncovered[], context: Told): readonly string[] {
  return uncovered.map((log) => {
    const brief = tellBriefly(log, context);
    if (log.covers === null) return brief;
    const [from, to] = [log.covers.from, log.covers.to].map((at) => renderInstant(Date.parse(at)));
    return `${brief}: ${isMany(log, context) ? 'they cover' : 'it covers'} ${from} to ${to}`;
  });
}

/** The same in a few words, for a sentence that many findings say. */
export function tellUncoveredBriefly(uncovered: readonly Uncovered[], context: Told): readonly string[] {
  return uncovered.map((log) => tellBriefly(log, context));
}

function tellBriefly(log: Uncovered, context: Told): string {
  const title = context.sources.get(log.source)?.title ?? log.source;
  const many = isMany(log, context);
  return log.covers === null
    ? `${title} ${many ? 'are' : 'is'} empty`
    : `${title} ${many ? 'have' : 'has'} nothing of the window`;
}

/** The title of what is named on a command line is the names of its files. */
function isMany({ source }: Uncovered, { sources }: Told): boolean {
  const entry = sources.get(source);
  return entry?.owner === 'you' && entry.title.includes(', ');
}
