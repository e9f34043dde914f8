import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;

const runbook = (script: string) => `causebook: 1
id: commands
title: A log from a command
symptoms: [something]
owner: team
reviewed: 2026-11-25
parties: [{id: shop, name: Shop, role: sender}]
formats:
  - id: shop
    title: Shop
    patterns: ['^(?<ts>\\S+) (?<what>\\w+)$']
    stamp: [{field: ts, formats: [iso]}]
    samples: [{line: 2026-05-12T10:00:00Z paid, at: "2026-05-12T10:00:00Z", fields: {ts: 2026-05-12T10:00:00Z, what: paid}, resolution_ms: 1000}]
sources:
  - {id: shop_log, party: shop, title: Shop log, log: {command: [sh, -c, '${script}'], env: [SHOP_ENV], format: shop, fields: {what: text}}}
axes:
  - {id: cause, question: What?, hypotheses: [{id: one, title: One, prior: 0.4}]}
phases:
  - id: triage
    title: Triage
    steps:
      - id: paid
        title: How many paid
        observes: paid
        log: {source: shop_log, where: what = paid, top: {by: what}}
        outcomes:
          - {id: some, when: result.n > 0, status: fail, say: "\${{ result.n }} paid"}
          - {id: none, say: nobody paid}
observations:
  - {id: paid, text: Did anybody pay?, group: shop, cost: 1, outcomes: [{id: some, base: 0.3, evidence: {one: for}}, {id: none, base: 0.7, evidence: {one: against}}]}
`;

beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({}));
});
afterAll(async () => {
  await program.remove();
  await remove();
});

const run = async (script: string, ...flags: readonly string[]) => {
  const file = path.join(folder, 'runbook.yaml');
  await writeFile(file, runbook(script));
  const ran = await program.run(['run', file, '--ui', 'none', '--json', ...flags], {
    env: { SHOP_ENV: 'shop', OTHER_SECRET: 'hunter2hunter2' },
  });
  const [step] = JSON.parse(ran.stdout).steps;
  return { step, stderr: ran.stderr };
};

const prints = 'printf "2026-05-12T10:00:00Z paid\\\\n2026-05-12T10:00:01Z paid\\\\n2026-05-12T10:00:02Z left\\\\n"';

it('a command runs when its runbook was approved as it is, and not before', async () => {
  const { step: before } = await run(prints);
  expect(before).toMatchObject({ status: 'blocked' });
  expect(before.say).toContain('comes from a command that nobody has approved here: sh -c');
  const { step, stderr } = await run(prints, '--yes');
  expect(stderr).toContain('runs on this machine:\n  sh -c');
  expect(step).toMatchObject({ status: 'fail', outcome: 'some', say: '2 paid', facts: { n: 2, keys: 1 } });
  expect(step.evidence[0]).toMatchObject({ source: 'shop_log', line: 1 });
  expect((await run(prints)).step).toMatchObject({ status: 'fail' });
  // A change makes it void.
  expect((await run(`${prints}; true`)).step).toMatchObject({ status: 'blocked' });
});

it('a command sees the variables it names and no other secret', async () => {
  const { step } = await run(
    'echo "2026-05-12T10:00:00Z paid"; env | grep -c -e SHOP_ENV -e hunter2 >&2; exit 3',
    '--yes',
  );
  expect(step).toMatchObject({
    status: 'fail',
    say: '1 paid; shop_log not read to the end',
    facts: { read: { cut: ['shop_log'] } },
  });
  expect(step.evidence.at(-1)).toEqual({
    source: 'reading',
    line: null,
    text: expect.stringMatching(/it ended with exit code 3, what came before was used \(1\)$/),
  });
});

it('a command that gives nothing is an error with what it said', async () => {
  const { step } = await run('echo no such pod >&2; exit 1', '--yes');
  expect(step).toMatchObject({ status: 'error' });
  expect(step.say).toMatch(/it ended with exit code 1: no such pod$/);
});

it('approvals are kept for the owner alone', async () => {
  const kept = JSON.parse(
    await readFile(path.join(program.home, 'state', 'causebook', 'trusted-runbooks.json'), 'utf8'),
  );
  expect(Object.keys(kept)).toEqual([path.join(folder, 'runbook.yaml')]);
});
