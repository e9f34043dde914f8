import { type AskedQuestion, hasAnswers } from '../incident/reply/asked-question.ts';
import type { ReplyAnswer, ReplyDoubt } from '../incident/reply/parse-reply.ts';
import type { Prompter } from './prompter.ts';

/** Shows what a reply says to a question beside the question, and asks which answer it is. Undefined when it is left open. */
export async function settleDoubt(doubt: ReplyDoubt, prompter: Prompter): Promise<ReplyAnswer | undefined> {
  const { question, line, why, text, words, quality } = doubt;
  prompter.print('');
  prompter.print(`Line ${line} of the reply could not be read: ${why}`);
  for (const said of text.split('\n').filter((one) => one !== '')) prompter.print(`> ${said}`);
  const value = await prompter.select({
    message: question.text,
    choices: [
      ...question.choices.map(({ code, label }) => ({ value: code, name: label })),
      ...(hasAnswers(question) || text === '' ? [] : [{ value: 'text', name: 'The text is the answer' }]),
      { value: 'open', name: 'Leave it open' },
    ],
  });
  if (value === 'open') return undefined;
  const said = value === 'text' ? text.replace(/\s+/g, ' ') : words;
  return { question, line, means: meansOf(question, value), text: said, quality };
}

function meansOf({ choices }: AskedQuestion, value: string): ReplyAnswer['means'] {
  return choices.find(({ code }) => code === value)?.means;
}
