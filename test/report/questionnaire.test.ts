import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { chooseQuestions } from '../../src/report/questionnaire/choose-questions.ts';
import { renderQuestionnaire } from '../../src/report/questionnaire/render.ts';
import { createQuestionnaire } from '../../src/report/questionnaire.ts';
import { createReport } from '../../src/report/report.ts';
import { diagnosis, runbook as loaded, stateAfter, walked } from '../helpers/incident-fixture.ts';

const { runbook } = loaded;

function messageTo(id: string, past: readonly NewEvent[] = walked, all = false) {
  const state = stateAfter(past);
  const party = runbook.parties.find((one) => one.id === id);
  if (party === undefined) throw new Error(`no party ${id}`);
  const source = runbook.sources.find((one) => one.party === id);
  return createQuestionnaire({
    report: createReport({ state, diagnosis, runbook: loaded }),
    runbook,
    state,
    party,
    missing: source === undefined ? [] : [{ source, files: ['shop-outbound.jsonl*'] }],
    all,
  });
}

describe('a message to a party', () => {
  test('says what happened, what to look up, what to attach and how to answer, as plain text of 72 columns', () => {
    const message = messageTo('shop');
    if (message === undefined) throw new Error('nothing is open');
    const text = renderQuestionnaire(message, { format: 'text', zone: 'Africa/Nairobi' });
    expect(text).toBe(`Incident dup-1: questions to Shop

Duplicate orders.

We are looking for the cause and need 2 answers from you. Please look
rather than guess; that you do not know is an answer too.

- Time to look at: 2026-05-12 10:00:00 to 11:00:00 UTC (13:00:00 to
  14:00:00 in Africa/Nairobi)
- To look up: order_id ORD_7
- Your own logs and settings say: one request left the shop, two reached
  the CRM.

How to answer
-------------

Put an x between the brackets of one answer to each question, write what
you want to add behind "In words:", and send this back. Or reply with
the codes alone, like 1a; words go behind the number of a question and a
colon.

What to attach
--------------

As files, for that time and those ids, without passwords, keys and
personal data where you can:

- Outbound log of the shop. File name: shop-outbound.jsonl.

Questions
---------

Q1 (customers)

How many customers are hurt?

[ ] 1a We do not know
[ ] 1b We cannot get it

In words:

Q2 (deploys)

What was deployed, and when?

[ ] 2a We do not know
[ ] 2b We cannot get it

In words:

Answered by (name or role):

End of the questions.
`);
  });

  test('tells nothing that was found in the files of others, and no secret', () => {
    const message = messageTo('crm', walked.slice(0, 4));
    expect(message?.findings).toEqual(['one answer took longer than 2 s']);
    expect(message?.ids).toEqual([{ id: 'order_id', value: 'ORD_7' }]);
  });

  test('is none where nothing is open for the party', () => {
    expect(messageTo('infra')).toBeUndefined();
  });

  test('keeps the numbers of questions that were asked before, also when those before them have an answer', () => {
    const asked = (step: string): NewEvent => ({ type: 'set-back', step, as: 'waiting', from: 'Shop' });
    const past: readonly NewEvent[] = [
      ...walked.slice(0, 4),
      asked('deploys'),
      { type: 'answered', step: 'deploys', answer: { text: 'nothing', quality: 'looked' } },
    ];
    expect(messageTo('shop', past)?.questions.map(({ step, number }) => [step, number])).toEqual([['customers', 2]]);
  });
});

describe('the choice of questions', () => {
  const question = (step: string, state: 'not asked' | 'waiting' = 'not asked') => ({
    step,
    question: step,
    why: undefined,
    hint: undefined,
    state,
  });
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((step) => question(step));

  test('takes the five that tell most, in the order of what they tell', () => {
    expect(chooseQuestions(all, ['g', 'x', 'b', 'c', 'd', 'e', 'f']).map(({ step }) => step)).toEqual([
      'g',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  test('fills up to three with what else is open', () => {
    expect(chooseQuestions(all, ['e']).map(({ step }) => step)).toEqual(['e', 'a', 'b']);
  });

  test('begins with what the party has not answered yet', () => {
    const asked = [question('a', 'waiting'), question('b'), question('c', 'waiting'), question('d')];
    expect(chooseQuestions(asked, ['d', 'b']).map(({ step }) => step)).toEqual(['a', 'c', 'd', 'b']);
  });
});
