import { UserError } from '../../errors.ts';
import type { NewEvent, StepAnswer } from '../../incident/events.ts';
import type { OpenIncident } from '../../incident/open-incident.ts';
import { type AskedQuestion, describeChoices } from '../../incident/reply/asked-question.ts';
import { byNumber, type Reply, type ReplyAnswer, type ReplyDoubt } from '../../incident/reply/parse-reply.ts';
import type { StepState } from '../../incident/state.ts';
import type { Prompter } from '../../prompt/prompter.ts';
import { settleDoubt } from '../../prompt/settle-doubt.ts';
import { qualityWords } from '../../report/quality-words.ts';
import type { AnswerFlags } from '../answer.ts';

/** What was recorded of a reply, to tell; `isWhole` when nothing that it says was left out. */
type Recorded = { readonly lines: readonly string[]; readonly isWhole: boolean };

type Recording = {
  readonly incident: OpenIncident;
  readonly reply: Reply;
  readonly questions: readonly AskedQuestion[];
  readonly by: string;
  readonly file: string;
  readonly flags: AnswerFlags;
  readonly prompter: Prompter | undefined;
};

/**
 * Records the answers of a reply; then the person at the terminal is asked about those that are in doubt. Throws a `UserError` when nothing
 * in the reply is an answer and no file came with it.
 */
export async function recordAnswers(of: Recording): Promise<Recorded> {
  const { reply, file, flags, prompter } = of;
  const doubts = [...reply.doubts, ...doubtsOfFreeText(of)];
  if (reply.answers.length === 0 && doubts.length === 0 && flags.attach.length === 0)
    throw new UserError({
      message: 'the reply answers none of the questions',
      place: { file },
      hint: 'It takes the message of causebook ask filled in, or codes like 1a.',
    });
  const recorded: Recorded[] = [];
  for (const answer of reply.answers) recorded.push(await recordAnswer(answer, of));
  for (const doubt of doubts) {
    const answer = prompter === undefined ? undefined : await settleDoubt(doubt, prompter);
    recorded.push(answer === undefined ? leaveOpen(doubt, file) : await recordAnswer(answer, of));
  }
  return { lines: recorded.flatMap(({ lines }) => lines), isWhole: recorded.every(({ isWhole }) => isWhole) };
}

async function recordAnswer(
  answer: ReplyAnswer,
  { incident: { session }, by, flags, prompter }: Recording,
): Promise<Recorded> {
  const { question } = answer;
  const before = session.snapshot().state.steps.get(question.step);
  const quality = answer.quality ?? howOf(flags.how) ?? 'looked';
  const event = eventOf(answer, { by, quality });
  const told = `${nameOf(question)}: ${describe(answer)} (${by}${howSure(answer, quality, flags)})`;
  if (isSame(before, event)) return { lines: [`${told}: recorded before`], isWhole: true };
  if (before !== undefined && isAnswered(before)) {
    const earlier = describeBefore(before, question);
    if (!(await mayReplace({ told, earlier, flags, question, prompter })))
      return {
        lines: [`${told}: not taken: it has an answer, ${earlier}; --replace takes the new one`],
        isWhole: false,
      };
  }
  await session.dispatch(event);
  return { lines: [told], isWhole: true };
}

/** Says why an answer was not taken, and what stands in the reply. */
function leaveOpen({ question, line, why, text }: ReplyDoubt, file: string): Recorded {
  const said = text.split('\n').filter((one) => one !== '');
  const reason = `${nameOf(question)}: not taken: ${file}:${line}: ${why}. It takes ${describeChoices(question)}`;
  return { lines: [reason, ...said.map((one) => `  > ${one}`)], isWhole: false };
}

/** A reply without a mark is one in free text: each question that is waited for may be answered in it. */
function doubtsOfFreeText(of: Recording): readonly ReplyDoubt[] {
  const { answers, doubts, rest } = of.reply;
  const [first] = rest;
  if (answers.length > 0 || doubts.length > 0 || first === undefined) return [];
  const { steps } = of.incident.session.snapshot().state;
  const text = rest.map((said) => said.text).join('\n');
  return of.questions
    .filter(({ step }) => steps.get(step)?.status === 'waiting')
    .map((question) => ({
      question,
      line: first.line,
      why: 'the reply marks no answer',
      text,
      words: undefined,
      quality: undefined,
    }))
    .sort(byNumber);
}

function eventOf(
  { question: { step }, means, text }: ReplyAnswer,
  { by, quality }: { readonly by: string; readonly quality: StepAnswer['quality'] },
): NewEvent {
  if (means !== undefined && 'as' in means && means.as !== 'done')
    return { type: 'set-back', step, as: means.as, from: by, ...(text === undefined ? {} : { reason: text }) };
  const choice = means !== undefined && 'choice' in means ? means : {};
  return { type: 'answered', step, answer: { ...choice, ...(text === undefined ? {} : { text }), by, quality } };
}

async function mayReplace(of: {
  readonly told: string;
  readonly earlier: string;
  readonly flags: AnswerFlags;
  readonly question: AskedQuestion;
  readonly prompter: Prompter | undefined;
}): Promise<boolean> {
  const { told, earlier, flags, question, prompter } = of;
  if (flags.replace === true) return true;
  if (prompter === undefined) return false;
  prompter.print(question.text);
  prompter.print(`It has an answer: ${earlier}`);
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

function howSure({ quality: said, means }: ReplyAnswer, quality: StepAnswer['quality'], { how }: AnswerFlags): string {
  // That they do not know, or have done it, is as sure as it gets.
  if (means !== undefined && 'as' in means) return '';
  return said === undefined && how === undefined
    ? `; how sure was not said, taken as ${qualityWords[quality]}`
    : `, ${qualityWords[quality]}`;
}

function howOf(how: AnswerFlags['how']): StepAnswer['quality'] | undefined {
  return how === 'memory' ? 'recollected' : how;
}
