import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { keepDrafts } from '../../src/incident/keep-drafts.ts';
import { draftOf } from '../../src/tui/draft-of.ts';
import { createScreen, resultId, type Screen } from '../../src/tui/screen.ts';

const field = (text: string) => ({ text, cursor: text.length });
const writing = (screen: Screen, purpose: 'answer' | 'remark', text: string): Screen => ({
  ...screen,
  writing: { purpose, field: field(text) },
});

test('what is half written becomes a remark on its step when the walk ends, once; where nothing is, none', async () => {
  const dispatched: NewEvent[] = [];
  const { watchDraft, saveDraft } = keepDrafts(async (event) => void dispatched.push(event));
  let screen = createScreen('since');
  watchDraft(() => draftOf(screen));
  screen = writing(screen, 'answer', ' it began on mon ');
  expect(await saveDraft()).toBe(true);
  expect(await saveDraft()).toBe(false);
  expect(dispatched).toEqual([
    { type: 'noted', text: 'begun and not sent, as an answer: it began on mon', step: 'since' },
  ]);
  expect(draftOf(writing(screen, 'answer', '  '))).toBeUndefined();
});

test('an answer begun and left counts, and what is written on the result belongs to no step', () => {
  const left = createScreen('since');
  expect(draftOf({ ...left, local: { ...left.local, draft: field('on mon') } })).toEqual({
    type: 'noted',
    text: 'begun and not sent, as an answer: on mon',
    step: 'since',
  });
  expect(draftOf(writing(createScreen(resultId), 'remark', 'ask again'))).toEqual({
    type: 'noted',
    text: 'begun and not sent: ask again',
  });
});
