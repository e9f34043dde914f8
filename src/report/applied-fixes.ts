import type { FixReading } from '../incident/events.ts';
import type { AppliedFix, IncidentState } from '../incident/state.ts';
import type { Fix, Party } from '../runbook/schema.ts';

/** What the check of a fix came to. Only a measured or confirmed pass is `verified`; what could not run is no result. */
export type FixState = 'verified' | 'not fixed' | 'changed, not verified' | 'not verified';

/** A fix that was applied and how its check went, last time and before. */
export type AppliedFixReport = Omit<AppliedFix, 'fix'> & {
  readonly fix: Fix;
  readonly party: Party | undefined;
  readonly state: FixState;
  /** One sentence on why, where it is not verified. */
  readonly because: string | undefined;
};

/** Describes the applied fixes that the runbook still has, in its order. */
export function describeAppliedFixes(
  runbook: { readonly fixes: readonly Fix[]; readonly parties: readonly Party[] },
  { appliedFixes }: Pick<IncidentState, 'appliedFixes'>,
): readonly AppliedFixReport[] {
  return runbook.fixes.flatMap((fix) => {
    const applied = appliedFixes.find((one) => one.fix === fix.id);
    if (applied === undefined) return [];
    const party = runbook.parties.find(({ id }) => id === fix.party);
    return [{ ...applied, fix, party, ...judge(applied) }];
  });
}

function judge({ verified }: AppliedFix): Pick<AppliedFixReport, 'state' | 'because'> {
  const last = verified.at(-1);
  if (last === undefined) return { state: 'not verified', because: 'its check has not been made since' };
  const { before, after, isSinceUnknown } = last;
  const hasRun = after.status === 'pass' || after.status === 'warn' || after.status === 'fail';
  if (isSinceUnknown === true && hasRun) return { state: 'not verified', because: sinceUnknown };
  switch (after.status) {
    case 'pass':
      return { state: 'verified', because: undefined };
    case 'fail':
      return { state: 'not fixed', because: 'its check still fails' };
    case 'warn':
      return isSame(before, after)
        ? { state: 'not fixed', because: 'its check says what it said before' }
        : { state: 'changed, not verified', because: 'its check warns: a person has to judge' };
    default:
      return { state: 'not verified', because: after.say };
  }
}

const sinceUnknown =
  'nobody has said when it was applied, so its check read what was logged before it as well; give --applied-at';

function isSame(before: FixReading | null, after: FixReading): boolean {
  return before !== null && before.status === after.status && before.outcome === after.outcome;
}
