import type { Session } from '../incident/session.ts';
import { listWaitedFor, renderWaitedFor } from '../report/waited-for.ts';
import { askStep, type Decision, walkChoices } from './ask-step.ts';
import { followChecks } from './follow-checks.ts';
import { createInquirerPrompter } from './inquirer.ts';
import { createNumberedPrompter } from './numbered.ts';
import { openSteps, type WalkStep } from './open-steps.ts';
import { pasteFor } from './paste-for.ts';
import { PromptEnded } from './prompt-ended.ts';
import type { Prompter, Streams } from './prompter.ts';
import { renderRanking } from './ranking.ts';

/**
 * Walks an incident as linear prompts. It reads snapshots and dispatches events, nothing else, so that what was answered is
 * saved whatever happens. Resolves to `done` when the person finished, `quit` when they left or the input ended, and
 * `interrupted` on Ctrl-C. `numbered` is for dumb terminals and screen readers; `note` gives the incident note as it stands.
 */
export async function runPlain<T = never>(
  options: Streams & {
    readonly session: Session;
    readonly note: () => string;
    readonly numbered: boolean;
    readonly color: boolean;
    /** Ends the walk when it resolves; what it resolves to is given. */
    readonly until?: Promise<T>;
  },
): Promise<'done' | 'quit' | 'interrupted' | T> {
  const prompter = options.numbered ? createNumberedPrompter(options) : await createInquirerPrompter(options);
  try {
    const walking = walk({ session: options.session, note: options.note, prompter });
    return await (options.until === undefined ? walking : Promise.race([walking, options.until]));
  } catch (cause) {
    if (cause instanceof PromptEnded) return cause.how;
    throw cause;
  } finally {
    prompter.close();
  }
}

type Walk = { readonly session: Session; readonly note: () => string; readonly prompter: Prompter };

async function walk(of: Walk): Promise<'done' | 'quit'> {
  const { session, prompter } = of;
  const checks = followChecks(session, prompter);
  prompter.print(
    `${session.runbook.runbook.title}: incident ${session.snapshot().state.opening?.incident ?? 'not recorded'}`,
  );
  for (const waited of listWaitedFor(session.snapshot().state.events, session.runbook.runbook))
    prompter.print(`Waiting for ${renderWaitedFor(waited)}`);
  await checks.untilIdle();
  printAll(renderRanking(session), prompter);
  for (;;) {
    const { now, later } = openSteps(session);
    const [next] = now;
    const decision = next === undefined ? await askAtEnd(later, of) : await askNext(next, now.length, of);
    if (decision.type === 'finish') return 'done';
    if (decision.type === 'leave') return 'quit';
    await carryOut(decision, next, of);
    await checks.untilIdle();
    if (decision.type === 'record' || decision.type === 'run' || decision.type === 'paste' || decision.type === 'undo')
      printAll(renderRanking(session), prompter);
  }
}

function askNext(step: WalkStep, left: number, { prompter, session }: Walk): Promise<Decision> {
  prompter.print('');
  prompter.print(`${left} step${left === 1 ? '' : 's'} left for you`);
  return askStep(step, { prompter, preview: session.preview });
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
      ...walkChoices.filter((choice) => choice.value !== 'leave'),
    ],
  });
  const step = later.find(({ report }) => value === `step:${report.id}`);
  return step === undefined
    ? { type: value as 'finish' | 'paste' | 'undo' | 'note' | 'show-note' }
    : askStep(step, { prompter, preview: session.preview });
}

async function carryOut(decision: Decision, step: WalkStep | undefined, of: Walk): Promise<void> {
  const { session, prompter } = of;
  switch (decision.type) {
    case 'record':
      return session.dispatch(decision.event);
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
      return session.dispatch({ type: 'noted', text, ...(step === undefined ? {} : { step: step.step.id }) });
    }
    case 'show-note':
      return printAll(of.note().split('\n'), prompter);
    case 'leave':
      return undefined;
  }
}

function printAll(lines: readonly string[], { print }: Prompter): void {
  for (const line of lines) print(line);
}
