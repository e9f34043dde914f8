import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useScreens } from '../helpers/screens.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const example = fileURLToPath(new URL('../fixtures/runbooks/worker-stuck', import.meta.url));
const { start } = useScreens();

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await writeFolder({
    'evidence/workers.txt': 'worker-1 parcels\n',
    'evidence/attempts.txt': 'parcels P_1\n'.repeat(5),
  }));
  await cp(example, path.join(folder, 'book'), { recursive: true });
});
afterEach(() => remove());

const walk = () => {
  const evidence = path.join(folder, 'evidence');
  const argv = `run ${path.join(folder, 'book', 'runbook.yaml')} --evidence ${evidence} --input queue=parcels`;
  return start({ argv, columns: 100, rows: 40 });
};
const question = 'Run these when a step needs them?';

it('on a terminal what would run is shown and asked once; then what changes something is asked by itself, and again at each run', async () => {
  const run = walk();
  await run.shows(question);
  for (const line of ['  node checks/attempts.mjs   (step attempts)', '    │   return { id, most };'])
    expect(run.screen()).toContain(line);
  run.press('y\r');
  await run.shows('What does the worker log say of the last hour?');
  await run.shows(/✓ How many workers run[\s\S]*✗ What is tried again/);
  const restarts = () => readFile(path.join(folder, 'evidence', 'restarts.txt'), 'utf8').catch(() => '');
  // Down to the last step, and over to it.
  run.press('h');
  run.press('G');
  run.press('l');
  await run.shows('It changes something: r runs it, after a yes.');
  for (const count of [1, 2]) {
    run.press('r');
    await run.shows(`Changes sh -c 'echo restarted >> restarts.txt; echo done'`);
    expect(await restarts()).toBe('restarted\n'.repeat(count - 1));
    run.press('y');
    await run.shows(/ok {2}sh -c 'echo restarted/);
    await expect.poll(restarts, { timeout: 10_000 }).toBe('restarted\n'.repeat(count));
  }
  run.press('q');
  await run.exited;
});

it('Ctrl-C at the question ends it, a no leaves the steps blocked with what would help', async () => {
  const left = walk();
  await left.shows(question);
  left.press('\u0003');
  expect(await left.exited).toBe(130);
  const refused = walk();
  await refused.shows(question);
  refused.press('n\r');
  await refused.shows('What does the worker log say of the last hour?');
  refused.press('h');
  refused.press('k');
  refused.press('l');
  await refused.shows('nobody has approved here what it runs: the script');
  refused.press('q');
  await refused.exited;
});

it('a step by hand that runs a program asks whether to run it, and after a no says that nothing was run', async () => {
  const argv = `check step ${path.join(folder, 'book', 'runbook.yaml')} restart --evidence ${path.join(folder, 'evidence')} --input queue=parcels --yes`;
  const run = start({ argv, columns: 100, rows: 40 });
  await run.shows('Run it?');
  run.press('n\r');
  expect(await run.exited).toBe(5);
  expect(run.screen()).toContain('causebook: nothing was run\n');
  await expect(readFile(path.join(folder, 'evidence', 'restarts.txt'))).rejects.toThrow('ENOENT');
});
