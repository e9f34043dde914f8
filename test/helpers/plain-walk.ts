import type { NewEvent } from '../../src/incident/events.ts';
import type { StepSource } from '../../src/incident/session.ts';
import { runPlain } from '../../src/prompt/run-plain.ts';
import { createFakeSession, type FakeSession } from './fake-session.ts';
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts';
import { runbook, walked } from './incident-fixture.ts';

/** A walk in the plain front end that a test drives. */
export type PlainWalk = {
  readonly session: FakeSession;
  readonly terminal: FakeTerminal;
  readonly ending: Promise<'done' | 'quit' | 'interrupted'>;
};

/** Starts a walk; without `past` every check has a result and no question has been asked. */
export function startPlain(of: {
  readonly numbered: boolean;
  readonly past?: readonly NewEvent[];
  readonly before?: (session: FakeSession) => void;
  readonly color?: boolean;
  readonly pasteable?: readonly StepSource[];
}): PlainWalk {
  const session = createFakeSession({ runbook, past: of.past ?? walked.slice(0, 4), pasteable: of.pasteable ?? [] });
  of.before?.(session);
  const terminal = createFakeTerminal();
  const { stdin, stdout } = terminal;
  const ending = runPlain({
    session,
    stdin,
    stdout,
    note: () => '# The note\n\nas it stands',
    result: () => [{ heading: 'Do now', lines: ['1. Pause the retries', '  Why: they go on'] }],
    numbered: of.numbered,
    color: of.color ?? false,
  });
  return { session, terminal, ending };
}
