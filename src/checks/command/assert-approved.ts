import { CheckProblem } from '../../errors.ts';
import type { Approval } from '../check.ts';

/** Gives what the person has approved; throws a `CheckProblem`, blocked, that shows `what` nobody has approved, where that is nothing. */
export function assertApproved(approval: Approval | undefined, what: string): Approval {
  if (approval !== undefined) return approval;
  throw new CheckProblem({
    status: 'blocked',
    message: `nobody has approved here what it runs: ${what}`,
    unblock: 'Read it, and approve the runbook with --yes: causebook run … --yes, or causebook resume … --yes',
  });
}
