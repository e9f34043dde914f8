import type { Facts } from '../checks/check.ts';
import type { Quality } from '../diagnosis/diagnosis.ts';
import { applies, bindingsOf } from '../incident/bindings.ts';
import type { StepStatus } from '../incident/events.ts';
import { knownBy, tellingSightings } from '../incident/known.ts';
import type { IncidentState, StepState } from '../incident/state.ts';
import type { Excerpt } from '../logs/log-store.ts';
import type { Picture } from '../plot/picture.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Party, Runbook, Step } from '../runbook/schema.ts';
import { stepKinds } from '../runbook/step-kinds.ts';
import { fillStepText, type StepText } from './step-text.ts';

/** A step and what became of it. `say` is one sentence whatever its status; `unblock` is what would help where it has not been done. */
export type StepReport = StepText & {
  readonly id: string;
  /** `E12`, from its place in the runbook: what a document calls the evidence it gives, whatever else has been done. */
  readonly evidenceId: string;
  readonly phase: string;
  /** `ask`, `do` or the kind of the check. */
  readonly kind: string;
  readonly party: Party | undefined;
  /** Whether it changes something outside causebook. */
  readonly isWrite: boolean;
  readonly status: StepStatus;
  readonly outcome: string | null;
  readonly say: string;
  readonly facts: Facts;
  readonly evidence: readonly Excerpt[];
  readonly pictures: readonly Picture[];
  readonly command: string | null;
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  readonly quality: Quality | null;
  /** Who said it. */
  readonly by: string | undefined;
  readonly answerText: string | undefined;
  readonly unblock: string | undefined;
  /** Why the result may no longer hold. */
  readonly stale: string | undefined;
  /** It ran or was answered, and its status is pass, warn or fail. A running or interrupted check may still carry its earlier outcome. */
  readonly isFinding: boolean;
  /** Its outcome says that nothing is wrong, but it could not see all of what it looked at. */
  readonly isUnsure: boolean;
  /** The check that has measured what this question asks, where nobody was asked. */
  readonly measuredBy: string | undefined;
  /** It could still tell something but has not. */
  readonly isUnchecked: boolean;
};

/** Describes every step of a runbook in its order. A question, an action, or a check that waits for a yes, is not applicable where its `when` is false. */
export function describeSteps(runbook: Runbook, state: IncidentState): readonly StepReport[] {
  const bindings = bindingsOf(runbook, state);
  const checked = tellingSightings(runbook, state).filter(({ quality }) => quality === 'checked');
  return stepsOf(runbook).flatMap(({ phase, step }, index) => {
    const found = state.steps.get(step.id);
    if (found === undefined) return [];
    const party = runbook.parties.find((one) => one.id === step.party);
    const isLeftToPeople = found.kind !== 'check' || step.risk === 'write';
    const isOut = isLeftToPeople && found.status === 'pending' && !applies(step, bindings);
    const known = isOut ? { ...found, status: 'not-applicable' as const } : found;
    const isUnasked = known.kind === 'ask' && known.status === 'pending';
    const measuredBy = isUnasked ? knownBy(checked, step)?.step : undefined;
    const evidenceId = `E${index + 1}`;
    return [describeStep({ step, evidenceId, phase, party, known, measuredBy, text: fillStepText(step, bindings) })];
  });
}

function describeStep(of: {
  readonly step: Step;
  readonly evidenceId: string;
  readonly phase: string;
  readonly party: Party | undefined;
  readonly known: StepState;
  readonly measuredBy: string | undefined;
  readonly text: StepText;
}): StepReport {
  const { step, evidenceId, phase, party, known, measuredBy, text } = of;
  const { status, answer } = known;
  const isFinding = status === 'pass' || status === 'warn' || status === 'fail';
  const isUnchecked = !isFinding && status !== 'not-applicable' && measuredBy === undefined;
  const isCheck = known.kind === 'check';
  const { result } = known;
  return {
    ...text,
    id: step.id,
    evidenceId,
    phase,
    kind: stepKinds.find((kind) => step[kind as keyof Step] !== undefined) ?? known.kind,
    party,
    isWrite: isCheck && step.risk === 'write',
    status,
    outcome: known.outcome,
    say: measuredBy === undefined ? sayOf(step, known) : `not asked: ${measuredBy} has measured it`,
    facts: result?.facts ?? {},
    evidence: result?.evidence ?? [],
    pictures: result?.pictures ?? [],
    command: result?.command ?? null,
    startedAt: result?.startedAt ?? (isCheck ? null : (known.at ?? null)),
    durationMs: result?.durationMs ?? null,
    quality: known.outcome === null && !isFinding ? null : isCheck ? 'checked' : (answer?.quality ?? null),
    by: answer?.by,
    answerText: answer?.text,
    unblock: isUnchecked ? unblockOf({ step, known, party }) : undefined,
    stale: known.stale,
    isFinding,
    isUnsure: status === 'warn' && step.outcomes?.find(({ id }) => id === known.outcome)?.status === 'pass',
    measuredBy,
    isUnchecked,
  };
}

function sayOf(step: Step, known: StepState): string {
  const { result, answer, setback, status } = known;
  const isOld = status === 'running' || status === 'interrupted';
  if (isOld && known.progress !== undefined) return `${notDone[status]}: ${known.progress}`;
  if (result !== undefined) return isOld ? `${notDone[status]}; its earlier result stands: ${result.say}` : result.say;
  if (answer !== undefined) {
    const label = step.choices?.find((choice) => choice.id === answer.choice)?.label ?? answer.choice;
    return (
      [label, answer.text].filter((part) => part !== undefined && part !== '').join(': ') ||
      'answered, nothing more recorded'
    );
  }
  if (setback !== undefined) return `${wordsOf(setback)}${setback.reason === undefined ? '' : `: ${setback.reason}`}`;
  return notDone[status] ?? `not ${known.kind === 'ask' ? 'asked' : known.kind === 'do' ? 'done' : 'run'} yet`;
}

function wordsOf({ as, from }: NonNullable<StepState['setback']>): string {
  return from === undefined ? setbackWords[as] : setbackWords[as].replace(/^asked/, `asked ${from}`);
}

const setbackWords = {
  unknown: 'asked, they do not know',
  waiting: 'asked, no answer yet',
  'cannot-get': 'cannot be got',
  skipped: 'skipped',
} as const;

const notDone: { readonly [S in StepStatus]?: string } = {
  running: 'still running when this was written',
  interrupted: 'interrupted before it had finished',
  waiting: 'asked, no answer yet',
  'not-applicable': 'does not apply here',
};

function unblockOf(of: {
  readonly step: Step;
  readonly known: StepState;
  readonly party: Party | undefined;
}): string | undefined {
  const { step, known, party } = of;
  if (known.result?.unblock !== undefined && known.status === known.result.status) return known.result.unblock;
  if (known.kind === 'check' && known.status !== 'pending') return 'Run it again';
  if (known.kind === 'check') return step.risk === 'write' ? 'Run it, after a yes: it changes something' : 'Run it';
  const whom =
    party === undefined
      ? 'the engineer on call'
      : `${party.name}${party.contact === undefined ? '' : ` (${party.contact})`}`;
  return known.kind === 'ask' ? `Ask ${whom}` : `To be done by ${whom}`;
}
