import type { Contribution } from '../diagnosis/diagnosis.ts';
import type { Session } from '../incident/session.ts';
import { type AxisReport, describeAxis, type HypothesisReport } from '../report/axis.ts';
import { signedDecibans } from '../report/decibans.ts';
import { qualityWords } from '../report/quality-words.ts';
import { describeSteps, type StepReport } from '../report/steps.ts';
import type { Step } from '../runbook/schema.ts';

/** Why: what each answer to a step would say, then what speaks for and against every hypothesis, with its sources. Lines to print. */
export function renderWhy(session: Session, step: Step | undefined): readonly string[] {
  const { state, diagnosis } = session.snapshot();
  const steps = describeSteps(session.runbook.runbook, state);
  return [
    ...(step === undefined ? [] : renderStep(session, step)),
    ...diagnosis.axes.flatMap((axis) => renderAxis(describeAxis(axis, steps), steps)),
  ];
}

function renderStep(session: Session, step: Step): readonly string[] {
  const { observations, axes } = session.runbook.runbook;
  const titles = new Map(axes.flatMap(({ hypotheses }) => hypotheses.map(({ id, title }) => [id, title])));
  const outcomes = observations.find(({ id }) => id === step.observes)?.outcomes ?? [];
  if (outcomes.length === 0) return [`${step.id} tells nothing that the ranking counts; it is kept for the note`];
  return [
    `What ${step.id} would tell`,
    ...outcomes.map(({ id, label, evidence }) => {
      const said = step.choices?.find((choice) => choice.id === id)?.label ?? label ?? id;
      const says = Object.entries(evidence).map(
        ([hypothesis, word]) => `${word.replace('-', ' ')} “${titles.get(hypothesis) ?? hypothesis}”`,
      );
      return `  ${said}: ${says.length === 0 ? 'nothing either way' : says.join('; ')}`;
    }),
  ];
}

function renderAxis(axis: AxisReport, steps: readonly StepReport[]): readonly string[] {
  return [
    axis.question,
    ...axis.missing.map((missing) => `  It is not settled: ${missing}`),
    ...axis.hypotheses.flatMap((hypothesis) => renderHypothesis(hypothesis, steps)),
  ];
}

function renderHypothesis(hypothesis: HypothesisReport, steps: readonly StepReport[]): readonly string[] {
  const facts = [...hypothesis.for, ...hypothesis.against];
  return [
    `  ${hypothesis.title}: ${hypothesis.word}, ${signedDecibans(hypothesis.scoreDb)}`,
    ...(facts.length === 0 ? ['    nothing speaks for it or against it'] : facts.map((one) => renderFact(one, steps))),
  ];
}

function renderFact({ db, say, step, quality }: Contribution, steps: readonly StepReport[]): string {
  const first = steps.find(({ id }) => id === step)?.evidence[0];
  const place = first === undefined ? '' : `, ${first.source}${first.line === undefined ? '' : `:${first.line}`}`;
  return `    ${db >= 0 ? 'for' : 'against'}: ${say} (${signedDecibans(db)}, ${step}${place}, ${qualityWords[quality]})`;
}
