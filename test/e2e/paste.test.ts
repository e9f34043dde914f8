import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { useScreens } from '../helpers/screens.ts';
import type { TerminalRun } from '../helpers/terminal.ts';

const runbook = fileURLToPath(new URL('../fixtures/runbooks/small.yaml', import.meta.url));
const line = (second: number) =>
  `{"ts":"2026-05-12T10:00:0${second}Z","parcel":"P_1","gate":"A","pad":"${'x'.repeat(900)}"}`;

const screens = useScreens();
const { program } = screens;
const start = (argv: string) => screens.start({ argv, columns: 100, rows: 30 });

/** To the first step of the list, once the checks are through. */
async function toCheck(run: TerminalRun): Promise<void> {
  await run.shows(/nothing more is worth asking|Question 1 of 1/);
  run.press('h');
  await run.shows('j move');
  run.press('g');
  await run.shows('❯ v Result');
  run.press('j');
  await run.shows('Check: log');
}

it('a megabyte pasted on the screen becomes the log of a step, stays after a resume, and goes with undo', async () => {
  const run = start(`run "${runbook}" --evidence "${program().home}" --input parcel_id=P_1`);
  await toCheck(run);
  run.press('p');
  await run.shows('Stands for scans.jsonl');
  run.press(`\u001b[200~${`${line(1)}\r`.repeat(1000)}${line(2)}q\u001b[201~`);
  await run.shows('1001 lines, 9');
  await run.shows('995 more lines');
  run.press('\r');
  await run.shows('Pasted: 1001 lines for Scan log');
  await run.shows('seen 1000 times');
  run.press('q');
  expect(await run.exited).not.toBe(1);

  const [incident = ''] = await program().incidents();
  const again = start(`resume ${incident}`);
  await toCheck(again);
  await again.shows('seen 1000 times');
  again.press('u');
  await again.shows('Taken back: the pasted text');
  await again.shows('from 0 lines');
});

it('one step runs again on a file in place of those of a source', async () => {
  const file = path.join(program().home, 'from-elsewhere.txt');
  await writeFile(file, `${line(1)}\n${line(2)}\n`);
  const argv = ['check', 'step', runbook, 'scanned', '--input', 'parcel_id=P_1'];
  const found = await program().run([...argv, '--pasted', `scans=${file}`]);
  expect(found.stdout).toContain('fail: seen 2 times');
  expect(found.stdout).toContain(`--pasted scans=${file}`);
  const wrong = await program().run([...argv, '--pasted', `scan=${file}`]);
  expect(wrong.stderr).toContain(`--pasted "scan=${file}": the runbook has no source "scan". Did you mean "scans"?`);
  expect(wrong.exitCode).toBe(2);
});
