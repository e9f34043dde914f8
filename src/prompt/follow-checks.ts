import type { RunningCheck, Session } from '../incident/session.ts';
import { tableOf } from '../plot/table-of.ts';
import { readOf } from '../report/read.ts';
import { describeSteps, type StepReport } from '../report/steps.ts';
import type { Prompter } from './prompter.ts';

/** Prints each check's result once, as one line, when it has come in. */
export type Follower = {
  /** Resolves when no check runs any more and every result is printed. */
  readonly untilIdle: () => Promise<void>;
};

/** How often it is said that checks still run: a screen shows a clock, lines must not come faster than they are read. */
const stillMs = 15_000;

/** Creates the follower of a session's checks. Results that are there already are printed first. */
export function followChecks(session: Session, { print }: Prompter, now: () => number = Date.now): Follower {
  const printed = new Map<string, number>();
  const reads = new Map<string, string>();
  let warned: string | undefined;

  const printNew = () => {
    const { state, notSaved } = session.snapshot();
    if (notSaved !== undefined && notSaved !== warned) print(`Not saved: the journal cannot be written: ${notSaved}`);
    warned = notSaved;
    const checks = describeSteps(session.runbook.runbook, state).filter(({ kind }) => kind !== 'ask' && kind !== 'do');
    for (const check of checks) {
      const seq = state.steps.get(check.id)?.seq ?? 0;
      if (!isOver(check) || printed.get(check.id) === seq) continue;
      printed.set(check.id, seq);
      print(renderResult(check), check.status);
      for (const row of renderRead(check)) print(`  ${row}`);
      for (const row of check.pictures.flatMap(tableOf)) print(`  ${row}`);
    }
  };

  /** What several checks have read alike is told once. */
  const renderRead = ({ id, facts }: StepReport): readonly string[] => {
    const read = readOf(facts);
    if (read === undefined) return [];
    const lead = read.isWhole ? 'read' : 'read, but not all of it';
    const before = reads.get(read.say);
    if (before === undefined) reads.set(read.say, id);
    return [`${lead}: ${before === undefined || before === id ? read.say : `the same as for ${before}`}`];
  };

  return {
    untilIdle: async () => {
      printNew();
      const { running } = session.snapshot();
      if (running.length > 0)
        print(
          `Running ${running.length} check${running.length === 1 ? '' : 's'}: ${running.map(({ step }) => step).join(', ')}`,
        );
      const stop = session.subscribe(printNew);
      const still = setInterval(() => {
        for (const one of session.snapshot().running) print(renderRunning(one, now()));
      }, stillMs);
      try {
        await session.idle();
      } finally {
        clearInterval(still);
        stop();
      }
      printNew();
    },
  };
}

function renderRunning({ step, sinceMs, progress }: RunningCheck, nowMs: number): string {
  const told = progress === '' ? '' : `: ${progress}`;
  return `Still running: ${step}, for ${Math.round((nowMs - sinceMs) / 1000)} s${told}`;
}

function isOver({ status }: StepReport): boolean {
  return status !== 'pending' && status !== 'running';
}

function renderResult({ id, say, evidence: [first], unblock, stale }: StepReport): string {
  const source = first === undefined ? '' : ` (${first.source}${first.line === undefined ? '' : `:${first.line}`})`;
  const old = stale === undefined ? '' : `. May no longer hold: ${stale}`;
  return `${id}  ${say}${source}${unblock === undefined ? '' : `. ${unblock}`}${old}`;
}
