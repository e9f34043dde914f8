import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal } from '../helpers/terminal.ts';

const folder = fileURLToPath(
  new URL('../../runbooks/duplicate-registrations/scenarios/s1-02-success-treated-as-failure', import.meta.url),
);

let program: Program;
let evidence: string;
beforeAll(async () => {
  program = await createProgram();
  evidence = path.join(program.home, 'evidence');
  await stageScenario({ scenario: await loadScenario(folder), dir: evidence });
});
afterAll(() => program.remove());

const argv = () => ['run', 'duplicate-registrations', '--evidence', evidence, '--input', 'customer_id=CUST_7890'];
const newestNote = async () => {
  const id = [...(await program.incidents())].sort().at(-1) ?? '';
  return readFile(path.join(program.home, 'state', 'causebook', 'incidents', id, 'note.md'), 'utf8');
};

/** The note without the lines that name the incident and the times of this walk. */
const body = (note: string) =>
  note
    .slice(0, note.indexOf('### How this was found'))
    .split('\n')
    .filter((line) => !line.startsWith('- Incident:'))
    .join('\n');

it('the three front ends come to the same note', async () => {
  const unattended = await program.run([...argv(), '--ui', 'none']);
  const fromNone = await newestNote();
  expect(`${unattended.stdout}\n`).toContain(fromNone.trim());

  const screen = runInTerminal({
    command: `node ${bin} ${argv().join(' ')} --ui tui`,
    columns: 80,
    rows: 24,
    env: program.env,
  });
  await screen.shows('Result: nothing more is worth asking');
  screen.press('q');
  await screen.exited;
  const fromTui = await newestNote();

  const plain = runInTerminal({
    command: `node ${bin} ${argv().join(' ')} --ui plain`,
    columns: 100,
    rows: 40,
    env: { ...program.env, TERM: 'dumb' },
  });
  await plain.shows('Type a number');
  plain.press(`${/(\d+)\. Leave/.exec(plain.screen())?.[1]}\r`);
  await plain.exited;
  const fromPlain = await newestNote();

  expect(body(fromPlain)).toBe(body(fromNone));
  expect(body(fromTui)).toBe(body(fromNone));
});

it('asks on a terminal for an input that the runbook needs and nobody gave, before the screen opens', async () => {
  const run = runInTerminal({
    command: `node ${bin} run duplicate-registrations --evidence ${evidence}`,
    columns: 80,
    rows: 24,
    env: program.env,
  });
  await run.shows(/for example CUST_7890/);
  expect(run.isAlternate()).toBe(false);
  run.press('CUST_7890\r');
  await run.shows('Result: nothing more is worth asking');
  run.press('q');
  expect(await run.exited).toBe(3);
});
