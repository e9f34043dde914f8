import type { Report } from '../report.ts';
import type { StepReport } from '../steps.ts';

/** A message asks for at most this many things to be done. */
const most = 2;

/**
 * Chooses what a party is asked to do: what it has been asked and has not done, then what would tell most (`best` has step ids, the best
 * first), then what stands in the first phase where people still have something to do. With `all` whatever the party has not done.
 */
export function chooseActions(
  { steps }: Pick<Report, 'steps'>,
  of: { readonly party: string; readonly best: readonly string[]; readonly all: boolean },
): readonly StepReport[] {
  const open = steps.filter(
    ({ kind, isUnchecked, status }) =>
      (kind === 'do' || kind === 'ask') && isUnchecked && (status === 'waiting' || status === 'pending'),
  );
  const own = open.filter(({ kind, party }) => kind === 'do' && party?.id === of.party);
  if (of.all) return own;
  const ranks = [
    own.filter(({ status }) => status === 'waiting'),
    of.best.flatMap((step) => own.filter(({ id }) => id === step)),
    own.filter(({ phase }) => phase === open[0]?.phase),
  ];
  return [...new Set(ranks.flat())].slice(0, most);
}
