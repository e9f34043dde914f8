import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChecks } from '../../src/prompt/follow-checks.ts';
import type { Prompter } from '../../src/prompt/prompter.ts';
import { createFakeSession } from '../helpers/fake-session.ts';
import { runbook, walked } from '../helpers/incident-fixture.ts';

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
