import { describe, expect, test } from 'vitest';
import type { CheckResult, NewEvent } from '../../src/incident/events.ts';
import { choose } from '../helpers/choose.ts';
import { finished, opened, walked } from '../helpers/incident-fixture.ts';
import { startPlain } from '../helpers/plain-walk.ts';

function resultOf(event: NewEvent): CheckResult {
  if (event.type !== 'check-finished') throw new Error('not a result');
  return event.result;
}

describe('numbered prompts', () => {
  test('tell in words what a check has to show', async () => {
    const { terminal } = startPlain({ numbered: true });
    await terminal.reads('FAIL. ladder  one request left the shop');
    await terminal.reads('  ORD_7 at every hop.\n  sent by the shop: 1 id, 1 line.\n');
    await terminal.reads('  at the CRM: 2 ids, 2 lines; times 2 here, the first change.\n');
    await terminal.reads('  CRM: 2 on 2026-05-12 UTC at 10:30:15.013, 10:30:17.013; gaps 2.000 s.\n');
  });

  test('say at the start whom the incident waits for, and since when', async () => {
    const asked: NewEvent = { type: 'set-back', step: 'deploys', as: 'waiting', from: 'Shop' };
    const { terminal } = startPlain({ numbered: true, past: [...walked.slice(0, 4), asked] });
    await terminal.reads('Duplicate orders: incident dup-1\nWaiting for Shop since 2026-05-12 12:00 UTC (deploys)\n');
  });

  test('ask the most telling question first and record what was answered, by whom and how well it is known', async () => {
    const { session, terminal, ending } = startPlain({ numbered: true });
    await terminal.reads('Question same_key, to CRM (#crm-oncall)\n');
    await terminal.reads(
      'Why: Tells whether `Idempotency-Key` was ever tried.\nHow: Look for the header in the access log\n',
    );
    await choose(terminal, 'No key at all');
    await choose(terminal, 'From memory');
    await terminal.reads(
      'What sent the order twice? leading, not settled\n  1. The proxy sends it again: very likely, 11 dB ahead of the next\n     against it: nothing\n',
    );
    await terminal.reads('Next best: ');
    expect(session.dispatched).toEqual([
      { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'CRM', quality: 'recollected' } },
    ]);
    await choose(terminal, 'Leave (everything is saved)');
    expect(await ending).toBe('quit');
  });

  test.each([
    { choice: "Don't know", typed: undefined, event: { as: 'unknown' } },
    { choice: 'Waiting for it', typed: undefined, event: { as: 'waiting', from: 'CRM' } },
    { choice: 'Cannot get it', typed: 'the log is gone', event: { as: 'cannot-get', reason: 'the log is gone' } },
    { choice: 'Skip it', typed: '', event: { as: 'skipped' } },
  ])('take "$choice" for an answer', async ({ choice, typed, event }) => {
    const { session, terminal } = startPlain({ numbered: true });
    await choose(terminal, choice);
    if (typed !== undefined) {
      await terminal.reads('Why?');
      terminal.type(typed);
    }
    await terminal.reads('Question customers');
    expect(session.dispatched).toEqual([{ type: 'set-back', step: 'same_key', ...event }]);
  });

  test('undo the last answer and ask it again', async () => {
    const { session, terminal } = startPlain({ numbered: true });
    await choose(terminal, "Don't know");
    await terminal.reads('Question customers');
    await choose(terminal, 'Undo the last answer');
    await terminal.reads('Taken back: same_key.\n');
    await terminal.reads('Question same_key');
    expect(session.snapshot().state.steps.get('same_key')?.status).toBe('pending');
  });

  test('say so when there is nothing to undo', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Undo the last answer');
    await terminal.reads('There is nothing to undo.\n');
  });

  test('keep a remark with the step it was made at, and show the note', async () => {
    const { session, terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Write a remark');
    await terminal.reads('Remark: ');
    terminal.type('the CRM is on the call');
    await terminal.reads('Question same_key');
    expect(session.dispatched).toEqual([{ type: 'noted', text: 'the CRM is on the call', step: 'same_key' }]);
    await choose(terminal, 'Show the incident note');
    await terminal.reads('# The note\n\nas it stands\n');
  });

  test('ask again after a number that is none of theirs, and for an answer that is empty', async () => {
    const { session, terminal } = startPlain({ numbered: true });
    await terminal.reads('Type a number from 1 to 14');
    terminal.type('15');
    await terminal.reads('"15" is not a number from 1 to 14. Type a number: ');
    terminal.type('3');
    await terminal.reads('Question customers');
    await choose(terminal, 'Type the answer');
    await terminal.reads('The answer: ');
    terminal.type('');
    await terminal.reads('The answer: ');
    terminal.type('4 customers');
    await terminal.reads('Action restart');
    expect(session.dispatched.at(-1)).toEqual({
      type: 'answered',
      step: 'customers',
      answer: { text: '4 customers', by: 'Shop', quality: 'looked' },
    });
  });

  test('ask a question only where its condition holds', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'The same key');
    await choose(terminal, 'Someone looked it up for this');
    await terminal.reads('4 steps left for you');
    for (const _ of [1, 2, 3]) await choose(terminal, "Don't know");
    await terminal.reads('Question tried_key');
  });

  test('end as done when everything has been asked, and take up again what was put off', async () => {
    const { session, terminal, ending } = startPlain({ numbered: true });
    for (const _ of [1, 2, 3, 4]) await choose(terminal, 'Waiting for it');
    await terminal.reads('Everything has been asked; 5 could not be answered or checked. What now?\n');
    await choose(terminal, 'Take up same_key again (asked CRM, no answer yet)');
    await choose(terminal, 'No key at all');
    await choose(terminal, 'Someone looked it up for this');
    await terminal.reads('Everything has been asked; 4 could not');
    expect(session.dispatched.at(-1)).toMatchObject({ type: 'answered', step: 'same_key' });
    await choose(terminal, 'Take up crm_inserts again (Access log of the CRM is not in the evidence folder)');
    await terminal.reads('It would run: {"source":"crm_log"');
    await choose(terminal, 'Run it again');
    await terminal.reads('Running 1 check: crm_inserts\n');
    session.finish('crm_inserts', resultOf(finished('crm_inserts', { outcome: 'two', say: 'two inserts' })));
    await terminal.reads('PASS. crm_inserts  two inserts\n');
    await choose(terminal, 'Finish');
    expect(session.reruns).toEqual([{ step: 'crm_inserts', confirmed: true }]);
    expect(await ending).toBe('done');
  });

  test('print one line a result as it arrives, and ask nothing before the checks are over', async () => {
    const { session, terminal } = startPlain({
      numbered: true,
      past: [opened],
      before: (one) => {
        one.start('ladder');
        one.start('edge_status');
      },
    });
    await terminal.reads('Running 2 checks: ladder, edge_status\n');
    session.finish('ladder', resultOf(walked[1] as NewEvent));
    await terminal.reads('FAIL. ladder  one request left the shop, two reached the CRM (shop-outbound.jsonl:12)\n');
    expect(terminal.output()).not.toContain('Question');
    session.finish('edge_status', resultOf(walked[2] as NewEvent));
    await terminal.reads('WARN. edge_status  one answer took longer than 2 s\n');
    await terminal.reads('Question same_key');
  });

  test('never move the cursor or colour anything, and show what logs try to send', async () => {
    const past = [opened, finished('ladder', { status: 'fail', outcome: 'between', say: '\u001b[2Jgone\u009b1m\r' })];
    const { terminal } = startPlain({ numbered: true, past, color: true });
    await terminal.reads('FAIL. ladder  ␛[2Jgone<U+009B>1m␍\n');
    await terminal.reads('Type a number');
    expect(terminal.output()).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  test('lose no line of an input that comes all at once, and quit where it ends', async () => {
    const { session, terminal, ending } = startPlain({ numbered: true });
    for (const line of ['3', '2', '1', 'done it']) terminal.type(line);
    terminal.stdin.end();
    expect(await ending).toBe('quit');
    expect(session.dispatched).toEqual([
      { type: 'set-back', step: 'same_key', as: 'unknown' },
      { type: 'set-back', step: 'customers', as: 'unknown' },
      { type: 'answered', step: 'restart', answer: { text: 'done it', by: 'Infrastructure', quality: 'looked' } },
    ]);
  });

  test('say when the journal cannot be written', async () => {
    const { terminal } = startPlain({ numbered: true, before: (session) => session.failToSave('no space left') });
    await terminal.reads('Not saved: the journal cannot be written: no space left\n');
  });
});
