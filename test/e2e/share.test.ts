import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { useScreens } from '../helpers/screens.ts';

const runbook = fileURLToPath(new URL('../fixtures/runbooks/small.yaml', import.meta.url));
const screens = useScreens();
const { program } = screens;
const file = (name: string) => path.join(program().home, name);
const review = /^Before \S+ leaves the house:\n.*\n[\s\S]*What a machine cannot judge:\n/;

let incident: string;
beforeAll(async () => {
  const argv = ['run', runbook, '--input', 'parcel_id=P_1', '--ui', 'none', '-o', file('walked.md')];
  const ran = await program().run(argv);
  [incident = ''] = ran.incidents;
  // Nobody is there to ask.
  expect(ran.stderr).toMatch(review);
  expect(readFileSync(file('walked.md'), 'utf8')).toBe(`${ran.stdout}\n`);
}, 60_000);

it.each([
  ['note', () => `note ${incident} -o`],
  ['handover', () => `handover ${incident} -o`],
  ['ask', () => `ask ${incident} --party courier -o`],
])('%s asks on a terminal before it writes a file for others, and writes none without a yes', async (name, argv) => {
  const refused = screens.start({ argv: `${argv()} "${file(`${name}-no.md`)}"`, columns: 100, rows: 40 });
  await refused.shows('Is it safe to share?');
  expect(refused.screen()).toContain('What a machine cannot judge:');
  refused.press('n\r');
  await refused.shows('nothing was written');
  expect(await refused.exited).toBe(5);
  expect(existsSync(file(`${name}-no.md`))).toBe(false);
  // What was not sent is not waited for.
  expect((await program().run(['show', incident, '--json'])).stdout).not.toContain('"status": "waiting"');

  const written = screens.start({ argv: `${argv()} "${file(`${name}-yes.md`)}"`, columns: 100, rows: 40 });
  await written.shows('Is it safe to share?');
  written.press('y\r');
  expect(await written.exited).toBe(0);
  expect(readFileSync(file(`${name}-yes.md`), 'utf8')).toContain(incident);
});

it.each([
  ['handover', () => ['handover', incident]],
  ['ask', () => ['ask', incident, '--party', 'courier', '--no-mark']],
])('%s with --yes only shows what to look at', async (name, argv) => {
  const ran = await program().run([...argv(), '--yes', '-o', file(`${name}.md`)]);
  expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
  expect(ran.stderr).toMatch(review);
  expect(existsSync(file(`${name}.md`))).toBe(true);
});

it('a walk on a screen asks behind its summary', async () => {
  const argv = `resume ${incident} --ui tui -o "${file('resumed.md')}"`;
  const run = screens.start({ argv, columns: 100, rows: 40 });
  await run.shows(/q quit/);
  run.press('q');
  await run.shows('Is it safe to share?');
  expect(run.isAlternate()).toBe(false);
  expect(run.screen()).toContain(`Resume: causebook resume ${incident}`);
  run.press('y\r');
  await run.exited;
  expect(existsSync(file('resumed.md'))).toBe(true);
});
