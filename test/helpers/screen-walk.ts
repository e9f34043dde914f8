import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { parse } from 'yaml';
import { kindOf } from '../../src/incident/state.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import type { Step } from '../../src/runbook/schema.ts';
import type { ScreenRun } from './screens.ts';

/** What the parties say in a staged incident, by step. */
type Said = { readonly step: string; readonly choice?: string; readonly text: string };

/** Someone at the keyboard who knows what the parties of a scenario say. */
export type Walker = {
  /** Goes to the question worth most; gives it. */
  readonly goToNext: () => Promise<Step>;
  /** The same, and answers it; gives what the screen then says. */
  readonly answerNext: () => Promise<string>;
};

/** Sits down before a running screen of the demo of a scenario. */
export async function createWalker(
  run: ScreenRun,
  of: { readonly runbook: string; readonly scenario: string },
): Promise<Walker> {
  const folder = fileURLToPath(new URL(`../../runbooks/${of.runbook}`, import.meta.url));
  const { runbook } = await loadRunbook(`${folder}/runbook.yaml`);
  const steps = runbook.phases.flatMap((phase) => phase.steps).filter((step) => kindOf(step) !== 'check');
  const { answers } = parse(await readFile(`${folder}/scenarios/${of.scenario}/answers.yaml`, 'utf8')) as {
    answers: readonly Said[];
  };
  const shown = () => {
    const panes = run
      .screen()
      .split('\n')
      .map((row) => row.split('│'));
    // The panel with the question is the last of one or two, the middle of three.
    const text = panes
      .map((cells) => cells[Math.min(1, cells.length - 1)] ?? '')
      .join('')
      .replaceAll(/\s/g, '');
    return steps.find((step) => text.includes((step.ask ?? step.do ?? '').replaceAll(/[\s]/g, '').slice(0, 30)));
  };
  const goToNext = async () => {
    // It may lie there already.
    run.press('b');
    await run.shows(question);
    const step = shown();
    if (step === undefined) throw new Error(`no question of the runbook is on the screen:\n${run.screen()}`);
    return step;
  };
  return {
    goToNext,
    answerNext: async () => {
      const step = await goToNext();
      const said = answers.find((answer) => answer.step === step.id);
      const choice = step.choices?.findIndex(({ id }) => id === said?.choice) ?? -1;
      if (choice >= 0) await press(run, `${choice + 1}`, recorded);
      else if (said !== undefined && step.ask !== undefined && (step.choices ?? []).length === 0) {
        await press(run, '1', 'enter keep');
        await press(run, `${said.text}\r`, recorded);
      } else await press(run, 'd', recorded);
      return recorded.exec(run.screen())?.[0] ?? '';
    },
  };
}

/** What the title or the tab of a question says. */
export const question = /(?:Question|Action) \d+ of|\[(?:Question|Action)\]/;

const recorded = /(?:Recorded: |Every question has been).*/;

/** Presses keys and waits for a whole frame that is not the one before and shows what they should lead to. */
export async function press(run: ScreenRun, keys: string, leadsTo: string | RegExp): Promise<void> {
  const before = run.frames().at(-1);
  const isThere = (frame: string) => (typeof leadsTo === 'string' ? frame.includes(leadsTo) : leadsTo.test(frame));
  run.press(keys);
  await vi.waitFor(
    () => {
      const frame = run.frames().at(-1) ?? '';
      if (frame === before || !isThere(frame)) throw new Error(`${JSON.stringify(keys)} did not lead on:\n${frame}`);
    },
    { timeout: 20_000, interval: 10 },
  );
}

/** Every frame of a run has its header on top, once, and the keys below. */
export function expectWholeFrames(frames: readonly string[]): void {
  for (const frame of frames) {
    const rows = frame.split('\n');
    if (rows.filter((row) => row.startsWith(' causebook  ')).length !== 1 || !rows[0]?.startsWith(' causebook  ')) {
      expect.fail(`the header is not on top:\n${frame}`);
    }
    if (!/ q quit| esc (back|close)|ctrl-C again leaves|Recorded: |\(u takes/.test(rows.at(-1) ?? ''))
      expect.fail(`the keys are not below:\n${frame}`);
  }
}
