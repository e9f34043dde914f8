import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProgram, type Program } from '../helpers/program.ts';

let program: Program;
beforeEach(async () => {
  program = await createProgram();
  await mkdir(path.join(program.home, 'evidence'));
});
afterEach(() => program.remove());

const runbook = (change: (text: string) => string = (text) => text) =>
  change(`causebook: 1
id: tiny
title: Tiny
symptoms: [tiny]
owner: team
reviewed: 2026-11-23
parties:
  - {id: us, name: Us, role: receiver}
axes:
  - id: cause
    question: Why?
    hypotheses:
      - {id: rain, title: Rain, prior: 0.5}
phases:
  - id: look
    title: Look
    steps:
      - {id: wet, ask: Is it wet?, party: us, observes: wet, choices: [{id: wet, label: "Yes"}, {id: dry, label: "No"}]}
observations:
  - id: wet
    text: Is it wet?
    group: sight
    cost: 1
    outcomes:
      - {id: wet, base: 0.5, evidence: {rain: for}}
      - {id: dry, base: 0.5, evidence: {rain: against}}
`);

type Row = {
  readonly what: string;
  readonly files?: Record<string, string>;
  readonly argv: readonly string[];
  readonly says: string;
};

const rows: readonly Row[] = [
  {
    what: 'a runbook that does not exist',
    argv: ['run', 'duplicate-registration', '--evidence', 'evidence'],
    says: 'causebook: there is no runbook "duplicate-registration". Did you mean "duplicate-registrations"?',
  },
  {
    what: 'a cause that no step can settle',
    files: { 'tiny.yaml': runbook() },
    argv: ['lint', './tiny.yaml'],
    says: 'causebook: ./tiny.yaml:13:14: nothing that the steps can see would settle "rain". It needs evidence from two groups, one of them checked, that puts it 10 dB ahead.',
  },
  {
    what: 'a word of evidence that its other outcomes turn round',
    files: {
      'tiny.yaml': runbook((text) =>
        text
          .replace(
            '{id: dry, base: 0.5, evidence: {rain: against}}',
            '{id: dry, base: 0.1, evidence: {rain: confirms}}',
          )
          .replace('prior: 0.5}', 'prior: 0.5, never: no clouds}'),
      ),
    },
    argv: ['lint', './tiny.yaml'],
    says: 'causebook: ./tiny.yaml:25:47: "wet" is written as +5.0 dB for rain and comes to -2.1 dB. The other outcomes of the observation outweigh it: change their words or base rates.',
  },
  {
    what: 'a runbook file that does not exist',
    argv: ['run', './nowhere.yaml'],
    says: 'causebook: ./nowhere.yaml: there is no such runbook file',
  },
  {
    what: 'a runbook that is not YAML',
    files: { 'broken.yaml': 'causebook: 1\nid: [tiny\ntitle: x\n' },
    argv: ['run', './broken.yaml'],
    says: 'causebook: ./broken.yaml:3:1: not valid YAML:',
  },
  {
    what: 'an unknown key',
    files: { 'key.yaml': runbook((text) => text.replace('ask: Is it wet?', 'aks: Is it wet?')) },
    argv: ['run', './key.yaml'],
    says: 'causebook: ./key.yaml:18:19: unknown key "aks". Did you mean "ask"?',
  },
  {
    what: 'an unknown kind of check',
    files: { 'kind.yaml': runbook((text) => text.replace('ask: Is it wet?', 'tsl: {host: a}')) },
    argv: ['run', './kind.yaml'],
    says: 'causebook: ./kind.yaml:18:19: unknown key "tsl". Did you mean "tls"?',
  },
  {
    what: 'a bad CEL expression',
    files: {
      'cel.yaml': runbook((text) => text.replace('party: us, observes', 'when: inputs.x ==, party: us, observes')),
    },
    argv: ['run', './cel.yaml'],
    says: 'causebook: ./cel.yaml:18:42: bad expression "inputs.x ==": unexpected token: EOF',
  },
  {
    what: 'an evidence folder that does not exist',
    argv: ['run', 'duplicate-registrations', '--evidence', 'nowhere', '--input', 'customer_id=CUST_1'],
    says: 'causebook: evidence folder "nowhere" does not exist. Give the folder that holds the exported files.',
  },
  {
    what: 'an unknown input',
    argv: ['run', 'duplicate-registrations', '--evidence', 'evidence', '--input', 'custommer_id=CUST_1'],
    says: 'causebook: runbook duplicate-registrations has no input "custommer_id". Did you mean "customer_id"?',
  },
  {
    what: 'an input that is not k=v',
    argv: ['run', 'duplicate-registrations', '--evidence', 'evidence', '--input', 'CUST_1'],
    says: 'causebook: --input "CUST_1" is not k=v. Write for example --input customer_id=CUST_7890.',
  },
  {
    what: 'an answer to a step that does not exist',
    files: { 'answers.yaml': 'answers:\n  - {step: wte, choice: wet}\n', 'tiny.yaml': runbook() },
    argv: ['run', './tiny.yaml', '--answers', 'answers.yaml'],
    says: 'causebook: answers.yaml:2:12: runbook tiny has no step "wte". Did you mean "wet"?',
  },
  {
    what: 'an answer that is not one of the choices',
    files: { 'answers.yaml': 'answers:\n  - {step: wet, choice: damp}\n', 'tiny.yaml': runbook() },
    argv: ['run', './tiny.yaml', '--answers', 'answers.yaml'],
    says: 'causebook: answers.yaml:2:25: step "wet" has no choice "damp". It takes wet, dry.',
  },
  {
    what: 'a full screen without a terminal',
    argv: ['run', 'duplicate-registrations', '--ui', 'tui'],
    says: 'causebook: --ui tui needs a terminal for input and output. Use --ui none in a pipe or in CI.',
  },
];

it.each(rows)(
  '$what is told with its place, ends with exit code 2, and writes nothing',
  async ({ files, argv, says }) => {
    for (const [name, text] of Object.entries(files ?? {})) await writeFile(path.join(program.home, name), text);
    const ran = await program.run(
      [...argv, ...(argv.includes('--ui') || argv.includes('lint') ? [] : ['--ui', 'none'])],
      { cwd: program.home },
    );
    expect(ran.stderr.split('\n')[0]).toContain(says);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '', incidents: [] });
  },
);

it('a state folder that cannot be written is told with what to do', async () => {
  await writeFile(path.join(program.home, 'file'), '');
  const ran = await program.run(['run', 'duplicate-registrations', '--evidence', 'evidence', '--ui', 'none'], {
    cwd: program.home,
    env: { XDG_STATE_HOME: path.join(program.home, 'file') },
  });
  expect(ran.stderr).toMatch(
    /^causebook: incidents cannot be kept in \S+: ENOTDIR.* Set XDG_STATE_HOME to a folder that can be written\.$/,
  );
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
});

it('an unknown command says what there is', async () => {
  const ran = await program.run(['rnu']);
  expect(ran.stderr).toBe('causebook: there is no command "rnu". Did you mean "run"?');
  expect(ran.exitCode).toBe(2);
});

it('a temporary folder that is not there is told, by whatever needs one', async () => {
  await writeFile(path.join(program.home, 'a.jsonl'), '{"ts":"2026-05-12T10:30:15Z"}\n');
  const env = { TMPDIR: path.join(program.home, 'gone') };
  const told = `the temporary folder ${env.TMPDIR} cannot be written (ENOENT)`;
  for (const [argv, exitCode] of [
    [['check', 'log', '-'], 2],
    [['check', 'log', 'a.jsonl', '--sql', 'select count(*) from events'], 5],
    [['demo', '--ui', 'none'], 2],
  ] as const) {
    const ran = await program.run(argv, { cwd: program.home, env, input: 'a\n' });
    expect(`${ran.stdout}${ran.stderr}`).toContain(told);
    expect(ran.exitCode).toBe(exitCode);
  }
});
