import { expect, test } from 'vitest';
import { parseReply } from '../../src/incident/reply/parse-reply.ts';
import { createNumberedPrompter } from '../../src/prompt/numbered.ts';
import { settleDoubt } from '../../src/prompt/settle-doubt.ts';
import { listPartyQuestions } from '../../src/report/questionnaire/party-questions.ts';
import { createFakeTerminal } from '../helpers/fake-terminal.ts';
import { runbook, stateAfter } from '../helpers/incident-fixture.ts';

const state = stateAfter([{ type: 'set-back', step: 'same_key', as: 'waiting', from: 'CRM' }]);
const questions = listPartyQuestions({ runbook: runbook.runbook, state, party: 'crm' });

test.each<[string, string, object | undefined]>([
  ['1: some had one, I think', '2', { means: { choice: 'absent' }, text: 'some had one, I think' }],
  ['1: some had one, I think', '3', { means: { as: 'unknown' }, text: 'some had one, I think' }],
  ['1z', '1', { means: { choice: 'same' }, text: undefined }],
  ['1a 1b', '5', undefined],
])('%j is shown beside the question, and %s answers it', async (text, pick, expected) => {
  const terminal = createFakeTerminal();
  const prompter = createNumberedPrompter(terminal);
  const [doubt] = parseReply(`Hello\n${text}`, questions).doubts;
  if (doubt === undefined) throw new Error('nothing is in doubt');
  const settled = settleDoubt(doubt, prompter);
  await terminal.reads('Line 2 of the reply could not be read');
  await terminal.reads('> ');
  await terminal.reads('Leave it open');
  terminal.type(pick);
  expect(await settled).toEqual(
    expected === undefined ? undefined : { question: doubt.question, line: 2, quality: undefined, ...expected },
  );
  prompter.close();
});
