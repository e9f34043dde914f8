import type { Session } from '../incident/session.ts';
import type { ResultSection } from '../report/result.ts';
import { listWaitedFor, renderWaitedFor } from '../report/waited-for.ts';
import { askStep, type Decision } from './ask-step.ts';
import { renderContradictions } from './contradictions.ts';
import { followChecks } from './follow-checks.ts';
import { createInquirerPrompter } from './inquirer.ts';
import { renderMessages } from './messages.ts';
import { createNumberedPrompter } from './numbered.ts';
import { openSteps, type WalkStep } from './open-steps.ts';
import { pasteFor } from './paste-for.ts';
import { PromptEnded } from './prompt-ended.ts';
import type { Prompter, Streams } from './prompter.ts';
import { renderRanking } from './ranking.ts';
import { describeRecorded } from './recorded.ts';
import { listWalkChoices, type WalkAction } from './walk-choices.ts';
import { renderWhy } from './why.ts';

/**
 * Walks an incident as linear prompts. It reads snapshots and dispatches events, nothing else, so that what was answered is
 * saved whatever happens. Resolves to `done` when the person finished, `quit` when they left or the input ended, and
 * `interrupted` on Ctrl-C. `numbered` is for dumb terminals and screen readers; `note` gives the incident note as it stands.
 */
export async function runPlain<T = never>(
  options: Streams & {
    readonly session: Session;
    readonly note: () => string;
    /** What the walk has come to, as it stands, in parts. */
    readonly result: () => readonly ResultSection[];
    readonly numbered: boolean;
    readonly color: boolean;
    /** Ends the walk when it resolves; what it resolves to is given. */
    readonly until?: Promise<T>;
  },
): Promise<'done' | 'quit' | 'interrupted' | T> {
  const prompter = options.numbered ? createNumberedPrompter(options) : await createInquirerPrompter(options);
  try {
    const { session, note, result } = options;
    const walking = walk({ session, note, result, prompter });
    return await (options.until === undefined ? walking : Promise.race([walking, options.until]));
  } catch (cause) {
    if (cause instanceof PromptEnded) return cause.how;
    throw cause;
  } finally {
    prompter.close();
  }
}

type Walk = {
  readonly session: Session;
  readonly note: () => string;
  readonly result: () => readonly ResultSection[];
  readonly prompter: Prompter;
};

async function walk(of: Walk): Promise<'done' | 'quit'> {
  const { session, prompter } = of;
  const checks = followChecks(session, prompter);
  const ranking = followRanking(of);
  prompter.print(
    `${session.runbook.runbook.title}: incident ${session.snapshot().state.opening?.incident ?? 'not recorded'}`,
  );
  for (const waited of listWaitedFor(session.snapshot().state.events, session.runbook.runbook))
    prompter.print(`Waiting for ${renderWaitedFor(waited)}`);
  await checks.untilIdle();
  ranking();
  for (;;) {
    const { now, later } = openSteps(session);
    const [next] = now;
    const decision = next === undefined ? await askAtEnd(later, of) : await askNext(next, now.length, of);
    if (decision.type === 'finish') return 'done';
    if (decision.type === 'leave') return 'quit';
    await carryOut(decision, next, of);
    await checks.untilIdle();
    if (changing.has(decision.type)) ranking();
  }
}

/** What may change the ranking. */
const changing: ReadonlySet<Decision['type']> = new Set(['record', 'run', 'paste', 'undo', 'refresh']);

/** Prints the ranking with what has begun to contradict itself; one that has not changed is not read out again. */
function followRanking({ session, prompter }: Walk): () => void {
  let before = '';
  let told = new Set<string>();
  return () => {
    const { contradictions } = session.snapshot().diagnosis;
    const keys = contradictions.map(({ kept, dropped }) => `${kept.step} ${dropped.step}`);
    printAll(
      renderContradictions(
        session,
        contradictions.filter((_, index) => !told.has(keys[index] ?? '')),
      ),
      prompter,
    );
    told = new Set(keys);
    const lines = renderRanking(session);
    const now = lines.join('\n');
    printAll(now === before ? ['The ranking and what is next are as before.'] : lines, prompter);
    before = now;
  };
}

function askNext(step: WalkStep, left: number, { prompter, session }: Walk): Promise<Decision> {
  prompter.print('');
  prompter.print(`${left} step${left === 1 ? '' : 's'} left for you`);
  return askStep(step, { prompter, session });
}

/** Nothing is left to ask: what was put off can be taken up again, or the walk ends. */
async function askAtEnd(
  later: readonly WalkStep[],
  { prompter, session }: Walk,
): Promise<Decision | { readonly type: 'finish' }> {
  const value = await prompter.select({
    message:
      later.length === 0
        ? 'Everything has been asked. What now?'
        : `Everything has been asked; ${later.length} could not be answered or checked. What now?`,
    choices: [
      { value: 'finish', name: 'Finish' },
      ...later.map(({ report }) => ({
        value: `step:${report.id}`,
        name: `Take up ${report.id} again (${report.stale ?? report.say})`,
      })),
      ...listWalkChoices(session).filter((choice) => choice.value !== 'leave'),
    ],
  });
  const step = later.find(({ report }) => value === `step:${report.id}`);
  return step === undefined ? { type: value as 'finish' | WalkAction } : askStep(step, { prompter, session });
}

async function carryOut(decision: Decision, step: WalkStep | undefined, of: Walk): Promise<void> {
  const { session, prompter } = of;
  switch (decision.type) {
    case 'record':
      await session.dispatch(decision.event);
      return prompter.print(describeRecorded(decision.event, session.runbook.runbook));
    case 'run':
      return session.rerun(decision.step, { confirmed: decision.confirmed });
    case 'paste':
      return pasteFor(decision.step, of);
    case 'undo': {
      const undone = await session.undo();
      return prompter.print(
        undone === undefined
          ? 'There is nothing to undo.'
          : `Taken back: ${undone === 'pasted' ? 'the pasted text' : undone}.`,
      );
    }
    case 'note': {
      const text = await prompter.input({ message: 'Remark' });
      if (text === '') return undefined;
      await session.dispatch({ type: 'noted', text, ...(step === undefined ? {} : { step: step.step.id }) });
      return prompter.print('Remark kept.');
    }
    case 'show-note':
      return printAll(of.note().split('\n'), prompter);
    case 'why':
      return printAll(renderWhy(session, step?.step), prompter);
    case 'compare':
      return printAll(renderContradictions(session, session.snapshot().diagnosis.contradictions), prompter);
    case 'messages':
      return printAll(renderMessages(session), prompter);
    case 'result':
      return printAll(
        of.result().flatMap(({ heading, lines }) => [heading, ...lines.map((line) => `  ${line}`)]),
        prompter,
      );
    case 'refresh':
      await session.refresh();
      return undefined;
    case 'leave':
      return undefined;
  }
}

function printAll(lines: readonly string[], { print }: Prompter): void {
  for (const line of lines) print(line);
}
