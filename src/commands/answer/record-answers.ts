import { UserError } from '../../errors.ts';
import type { NewEvent, StepAnswer } from '../../incident/events.ts';
import type { OpenIncident } from '../../incident/open-incident.ts';
import { type AskedQuestion, describeChoices } from '../../incident/reply/asked-question.ts';
import { byNumber, type Reply, type ReplyAnswer, type ReplyDoubt } from '../../incident/reply/parse-reply.ts';
import type { StepState } from '../../incident/state.ts';
import type { Prompter } from '../../prompt/prompter.ts';
import { settleDoubt } from '../../prompt/settle-doubt.ts';
import { qualityWords } from '../../report/quality-words.ts';
import type { Party } from '../../runbook/schema.ts';
import type { AnswerFlags } from '../answer.ts';

/** What was recorded of a reply, to tell; `isWhole` when nothing that it says was left out. */
export type Recorded = { readonly lines: readonly string[]; readonly isWhole: boolean };

/** Records the answers of a reply, and asks the person at the terminal about those that are in doubt or would replace earlier ones. */
export async function recordAnswers(of: {
  readonly incident: OpenIncident;
  readonly party: Party;
  readonly reply: Reply;
  readonly questions: readonly AskedQuestion[];
  readonly by: string;
  readonly file: string;
  readonly flags: AnswerFlags;
  readonly prompter: Prompter | undefined;
}): Promise<Recorded> {
  const { incident, reply, by, file, flags, prompter } = of;
  const { session } = incident;
  const doubts = [...reply.doubts, ...doubtsOfFreeText(of)];
  if (reply.answers.length === 0 && doubts.length === 0)
    throw new UserError({
      message: 'the reply answers none of the questions',
      place: { file },
      hint: `Ask them first: causebook ask ${incident.folder.id} --party ${of.party.id}`,
    });
  const settled: ReplyAnswer[] = [];
  const lines: string[] = [];
  for (const doubt of doubts) {
    const answer = prompter === undefined ? undefined : await settleDoubt(doubt, prompter);
    if (answer !== undefined) settled.push(answer);
    else
      lines.push(
        `${nameOf(doubt.question)}: not taken: ${file}:${doubt.line}: ${doubt.why}. It takes ${describeChoices(doubt.question)}`,
        ...quote(doubt),
      );
  }
  let isWhole = lines.length === 0;
  for (const answer of [...reply.answers, ...settled].sort(byNumber)) {
    const before = session.snapshot().state.steps.get(answer.question.step);
    const quality = answer.quality ?? howOf(flags.how) ?? 'looked';
    const event = eventOf(answer, { by, quality });
    const told = `${nameOf(answer.question)}: ${describe(answer)} (${by}${howSure(answer, quality, flags)})`;
    if (isSame(before, event)) lines.push(`${told}: recorded before`);
    else if (
      before !== undefined &&
      isAnswered(before) &&
      !(await mayReplace({ told, before, flags, answer, prompter }))
    ) {
      isWhole = false;
      lines.push(
        `${told}: not taken: it has an answer, ${describeBefore(before, answer.question)}; --replace takes the new one`,
      );
    } else {
      await session.dispatch(event);
      lines.push(told);
    }
  }
  return { lines, isWhole };
}

/** A reply without a mark is one in free text: each question that is waited for may be answered in it. */
function doubtsOfFreeText(of: {
  readonly incident: OpenIncident;
  readonly reply: Reply;
  readonly questions: readonly AskedQuestion[];
}): readonly ReplyDoubt[] {
  const { answers, doubts, rest } = of.reply;
  const [first] = rest;
  if (answers.length > 0 || doubts.length > 0 || first === undefined) return [];
  const { steps } = of.incident.session.snapshot().state;
  const text = rest.map((said) => said.text).join('\n');
  return of.questions
    .filter(({ step }) => steps.get(step)?.status === 'waiting')
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .map((question) => ({
      question,
      line: first.line,
      why: 'the reply marks no answer',
      text,
      words: undefined,
      quality: undefined,
    }));
}

function eventOf(
  { question: { step }, means, text }: ReplyAnswer,
  { by, quality }: { readonly by: string; readonly quality: StepAnswer['quality'] },
): NewEvent {
  if (means !== undefined && 'as' in means)
    return { type: 'set-back', step, as: means.as, from: by, ...(text === undefined ? {} : { reason: text }) };
  return { type: 'answered', step, answer: { ...means, ...(text === undefined ? {} : { text }), by, quality } };
}

async function mayReplace(of: {
  readonly told: string;
  readonly before: StepState;
  readonly flags: AnswerFlags;
  readonly answer: ReplyAnswer;
  readonly prompter: Prompter | undefined;
}): Promise<boolean> {
  const { told, before, flags, answer, prompter } = of;
  if (flags.replace === true) return true;
  if (prompter === undefined) return false;
  prompter.print(answer.question.text);
  prompter.print(`It has an answer: ${describeBefore(before, answer.question)}`);
  prompter.print(told);
  return prompter.confirm({ message: 'Take the new one?' });
}

function isAnswered({ answer, setback }: StepState): boolean {
  return answer !== undefined || (setback !== undefined && setback.as !== 'waiting' && setback.as !== 'skipped');
}

function isSame(before: StepState | undefined, event: NewEvent): boolean {
  if (event.type === 'answered')
    return (
      before?.answer?.choice === event.answer.choice &&
      before?.answer !== undefined &&
      (['text', 'by', 'quality'] as const).every((key) => before.answer?.[key] === event.answer[key])
    );
  return (
    event.type === 'set-back' &&
    before?.setback?.as === event.as &&
    before.setback.reason === event.reason &&
    before.setback.from === event.from
  );
}

function nameOf({ number, step }: AskedQuestion): string {
  return number === undefined ? step : `Q${number} ${step}`;
}

function describe({ question, means, text }: ReplyAnswer): string {
  const label = question.choices.find((choice) => choice.means === means)?.label;
  return [label, text].filter((part) => part !== undefined).join(': ');
}

function describeBefore({ answer, setback }: StepState, { choices }: AskedQuestion): string {
  const label = choices.find(({ means }) => 'choice' in means && means.choice === answer?.choice)?.label;
  if (answer === undefined) return setback?.as === 'unknown' ? 'they do not know' : 'they cannot get it';
  const said = [label, answer.text].filter((part) => part !== undefined).join(': ');
  return `${said} (${[...(answer.by === undefined ? [] : [answer.by]), qualityWords[answer.quality]].join(', ')})`;
}

/** What stands in the reply, beside why it was not taken. */
function quote({ text }: ReplyDoubt): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `  > ${line}`);
}

function howSure({ quality: said, means }: ReplyAnswer, quality: StepAnswer['quality'], { how }: AnswerFlags): string {
  // That they do not know is as sure as it gets.
  if (means !== undefined && 'as' in means) return '';
  return said === undefined && how === undefined
    ? `; how sure was not said, taken as ${qualityWords[quality]}`
    : `, ${qualityWords[quality]}`;
}

function howOf(how: AnswerFlags['how']): StepAnswer['quality'] | undefined {
  return how === 'memory' ? 'recollected' : how;
}
