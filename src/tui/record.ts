import type { Setback, StepAnswer } from '../incident/events.ts';
import type { Updated } from './request.ts';
import { resultId, type Screen } from './screen.ts';
import { fillInputs, findStep, partyOf, type World } from './world.ts';

/** What is to be recorded of the current step. */
export type Entry =
  | { readonly type: 'answer'; readonly answer: Pick<StepAnswer, 'choice' | 'text'>; readonly says: string }
  | { readonly type: 'setback'; readonly as: Setback; readonly reason?: string; readonly says: string };

/** Asks for an entry about the current step to be recorded; then the walk goes on to the next question. */
export function record(screen: Screen, entry: Entry, world: World): Updated {
  const { step: id, quality } = screen.local;
  const step = findStep(world, id);
  const by = step === undefined ? undefined : partyOf(world, step)?.name;
  const says = `Recorded: ${fillInputs(world, entry.says)}`;
  if (entry.type === 'answer') {
    const answer = { ...entry.answer, ...(by === undefined ? {} : { by }), quality };
    return [screen, [{ type: 'record', event: { type: 'answered', step: id, answer }, step: id, says, goesOn: true }]];
  }
  const reason = entry.reason === undefined ? {} : { reason: entry.reason };
  const from = entry.as !== 'waiting' || by === undefined ? {} : { from: by };
  const event = { type: 'set-back', step: id, as: entry.as, ...reason, ...from } as const;
  return [screen, [{ type: 'record', event, step: id, says, goesOn: true }]];
}

/** Keeps what is in the text field, for what it was opened for. An empty one is not kept. */
export function submit(screen: Screen, world: World): Updated {
  const { writing } = screen;
  if (writing === undefined) return [screen, []];
  const text = writing.field.text.trim();
  if (text === '') {
    return [{ ...screen, message: { text: 'Nothing is written yet; esc goes back', tone: 'quiet' } }, []];
  }
  const closed: Screen = { ...screen, writing: undefined };
  switch (writing.purpose) {
    case 'answer':
      return record(closed, { type: 'answer', answer: { text }, says: text }, world);
    case 'skip':
      return record(closed, { type: 'setback', as: 'skipped', reason: text, says: `skipped, ${text}` }, world);
    case 'remark': {
      const { step } = screen.local;
      const event = { type: 'noted', text, ...(step === resultId ? {} : { step }) } as const;
      return [closed, [{ type: 'record', event, step, says: 'Remark kept', goesOn: false }]];
    }
  }
}
