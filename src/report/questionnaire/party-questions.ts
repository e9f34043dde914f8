import type { Event } from '../../incident/events.ts';
import { type AskedChoice, type AskedQuestion, codeAt } from '../../incident/reply/asked-question.ts';
import type { IncidentState } from '../../incident/state.ts';
import { toVisible, toVisibleLines } from '../../redact/visible.ts';
import { stepsOf } from '../../runbook/load.ts';
import type { Runbook, Step } from '../../runbook/schema.ts';
import { describeSteps } from '../steps.ts';

/**
 * Every question of a runbook to a party and everything it is asked to do, also what has an answer, as a message words it. A question that the party has been asked
 * has its number: the first that it was ever asked is 1, so that a number never comes to mean another question.
 */
export function listPartyQuestions(of: {
  readonly runbook: Runbook;
  readonly state: IncidentState;
  readonly party: string;
}): readonly AskedQuestion[] {
  const { runbook, state, party } = of;
  const reports = new Map(describeSteps(runbook, state).map((report) => [report.id, report]));
  const questions = stepsOf(runbook).filter(({ step }) => (step.ask ?? step.do) !== undefined && step.party === party);
  const numbers = numbersOf(
    state.events,
    questions.map(({ step }) => step.id),
  );
  return questions.flatMap(({ step }) => {
    const report = reports.get(step.id);
    if (report === undefined) return [];
    const { text, why, hint } = report;
    return [
      {
        step: step.id,
        number: numbers.get(step.id),
        text: toVisible(text.replace(/\s*\n\s*/g, ' ')),
        why: why === undefined ? undefined : toVisible(why.replace(/\s*\n\s*/g, ' ')),
        hint: hint === undefined ? undefined : toVisibleLines(hint),
        choices: step.do === undefined ? answersOf(step) : outcomesOf(step),
        ...(step.do === undefined ? {} : { isAction: true }),
      },
    ];
  });
}

/** Numbers the questions that have none yet, in the order given, after all that have one; gives them by number. */
export function numberQuestions(
  chosen: readonly AskedQuestion[],
  all: readonly AskedQuestion[],
): readonly (AskedQuestion & { readonly number: number })[] {
  let last = Math.max(0, ...all.map(({ number }) => number ?? 0));
  return chosen
    .map((question) => {
      if (question.number !== undefined) return { ...question, number: question.number };
      last += 1;
      return { ...question, number: last };
    })
    .sort((a, b) => a.number - b.number);
}

function numbersOf(events: readonly Event[], questions: readonly string[]): ReadonlyMap<string, number> {
  const asked = events.flatMap((event) =>
    event.type === 'set-back' && event.as === 'waiting' && questions.includes(event.step) ? [event.step] : [],
  );
  return new Map([...new Set(asked)].map((step, index) => [step, index + 1]));
}

type Choice = Omit<AskedChoice, 'code'>;

function answersOf(step: Step): readonly AskedChoice[] {
  return withCodes([
    ...choicesOf(step),
    { label: 'We do not know', means: { as: 'unknown' } },
    { label: 'We cannot get it', means: { as: 'cannot-get' } },
  ]);
}

/** What may become of something to be done: what was seen, where that is asked. */
function outcomesOf(step: Step): readonly AskedChoice[] {
  const seen = choicesOf(step);
  return withCodes([
    ...(seen.length > 0 ? seen : [{ label: 'We have done it', means: { as: 'done' as const } }]),
    { label: 'We cannot do it', means: { as: 'cannot-get' } },
  ]);
}

function choicesOf({ choices = [] }: Step): readonly Choice[] {
  return choices.map(({ id, label }) => ({ label: toVisible(label), means: { choice: id } }));
}

function withCodes(choices: readonly Choice[]): readonly AskedChoice[] {
  return choices.map((choice, index) => ({ ...choice, code: codeAt(index) }));
}
