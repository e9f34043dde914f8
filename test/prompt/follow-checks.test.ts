import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChecks } from '../../src/prompt/follow-checks.ts';
import type { Prompter } from '../../src/prompt/prompter.ts';
import { createFakeSession } from '../helpers/fake-session.ts';
import { finished, runbook, walked } from '../helpers/incident-fixture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a check that takes long is said to be running four times a minute, with its time', async () => {
  const session = createFakeSession({ runbook, past: walked.slice(0, 1) });
  session.start('ladder');
  const printed: string[] = [];
  const prompter = { print: (line: string) => printed.push(line) } as unknown as Prompter;
  void followChecks(session, prompter, () => 31_000).untilIdle();
  vi.advanceTimersByTime(29_000);
  expect(printed.filter((line) => line.startsWith('Still running'))).toEqual(['Still running: ladder, for 31 s']);
  vi.advanceTimersByTime(2_000);
  expect(printed.filter((line) => line.startsWith('Still running'))).toHaveLength(2);
});

test('below each answer of a log stands what was read for it, once where several read the same', async () => {
  const read = (say: string, unparsed = 0) => ({ facts: { read: { say, unparsed, cut: [], problems: [] } } });
  const past = [
    ...walked.slice(0, 1),
    finished('ladder', { say: 'one', ...read('a.log, 12 bytes', 3) }),
    finished('edge_status', { say: 'two', ...read('b.log, 2 bytes') }),
    finished('crm_inserts', { say: 'three', ...read('a.log, 12 bytes', 3) }),
  ];
  const printed: string[] = [];
  const prompter = { print: (line: string) => printed.push(line) } as unknown as Prompter;
  await followChecks(createFakeSession({ runbook, past }), prompter).untilIdle();
  expect(printed).toEqual([
    'ladder  one',
    '  read, but not all of it: a.log, 12 bytes',
    'edge_status  two',
    '  read: b.log, 2 bytes',
    'crm_inserts  three',
    '  read, but not all of it: the same as for ladder',
  ]);
});
