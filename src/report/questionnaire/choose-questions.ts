import type { OpenQuestions } from '../open-questions.ts';

type Question = OpenQuestions['questions'][number];

/** One message has at most this many questions: a longer list is not answered (research/domain.md 4.5). */
const most = 5;

/** Where few are worth asking for what they tell, a message is filled up to this many with what else is open. */
const least = 3;

/**
 * Chooses the questions of a message to one party: those it has been asked and has not answered, then those that tell most: `best` has step
 * ids, the best first. The same message comes out until something is answered. What it asks to be done (`actions`) takes the place of a question.
 */
export function chooseQuestions(
  questions: readonly Question[],
  best: readonly string[],
  actions = 0,
): readonly Question[] {
  const waiting = questions.filter(({ state }) => state === 'waiting');
  const open = questions.filter(({ state }) => state !== 'waiting');
  const telling = [...new Set(best)].flatMap((step) => open.filter((one) => one.step === step));
  const others = open.filter((one) => !telling.includes(one));
  const chosen = [...waiting, ...telling].slice(0, Math.min(most, Math.max(waiting.length, most - actions)));
  return [...chosen, ...others.slice(0, Math.max(0, least - chosen.length))];
}
