import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal } from '../helpers/terminal.ts';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const report = `Subject: Duplicate customer registrations
We're receiving the same customer registration request multiple times from the partner within seconds.
- Customer ID: CUST_7890
- Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:19 (token=sk_live_4242424242424242)
- authorization: Bearer sk_live_4242424242424242
`;

it('a bug report starts its runbook with the inputs that its text tells, and is kept as a remark', async () => {
  const file = path.join(program.home, 'report.md');
  await writeFile(file, report);
  const ran = await program.run(['triage', file, '--json']);
  expect(
    ran.stderr
      .replace(/secret:\w+/g, 'secret:…')
      .replace(/and \d+ more/, 'and … more')
      .split('\n')
      .slice(0, 6),
  ).toEqual([
    'Duplicate customer registrations (duplicate-registrations)',
    '  by its words "receiving" "customer" "registration" "request" "multiple" "times"',
    '  as in: we receive the same customer registration request multiple times, and … more',
    '  customer_id=CUST_7890   from: - Customer ID: CUST_7890',
    '  reported_times=10:30:15, 10:30:17, 10:30:19   from: - Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:19 (token=[secret:…])',
    '  reported_requests=3   from: - Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:19 (token=[secret:…])',
  ]);
  const { incident, inputs } = JSON.parse(ran.stdout);
  expect(inputs).toMatchObject({
    customer_id: 'CUST_7890',
    reported_times: '10:30:15, 10:30:17, 10:30:19',
    reported_requests: '3',
  });
  const journal = await readFile(
    path.join(program.home, 'state', 'causebook', 'incidents', incident, 'journal.jsonl'),
    'utf8',
  );
  expect(journal).toContain('The bug report: Subject: Duplicate customer registrations');
  expect(journal).not.toContain('sk_live_4242424242424242');
});

it('what is given by hand goes before what the report says', async () => {
  const ran = await program.run(['triage', '-', '--json', '--input', 'customer_id=CUST_1'], { input: report });
  expect(JSON.parse(ran.stdout).inputs.customer_id).toBe('CUST_1');
});

it('a report about something else finds no runbook, names those there are, and opens no incident', async () => {
  const before = (await program.incidents()).length;
  const ran = await program.run(['triage', '-'], { input: 'The disk of db-2 is full \u001b]52;c;aGk=\u0007' });
  expect(ran).toMatchObject({ exitCode: 5, stdout: '' });
  expect(ran.stderr).toMatch(/^No runbook is about this: its words fit the symptoms of none\.\n {2}causebook run /);
  expect(await program.incidents()).toHaveLength(before);
});

it.each([
  [['triage', 'no-such-file.md'], '', 'no-such-file.md: there is no such file'],
  [['triage', '-'], ' \n', 'the bug report is empty. Give a file, - or paste it.'],
])('%j is told in one line', async (argv, input, message) => {
  const ran = await program.run(argv, { input });
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toContain(message);
});

it('on a terminal the report is pasted, the runbook chosen with Enter, and the evidence folder asked for until there is one', async () => {
  const bin = path.join(import.meta.dirname, '../../bin/causebook');
  const run = runInTerminal({ command: `node ${bin} triage`, columns: 80, rows: 24, env: program.env });
  await run.shows('Paste the bug report (not shown)');
  run.press(`${report.replaceAll('\n', '\r')}.\r`);
  await run.shows(/Which runbook shall be walked\?/);
  // Broken between words: no value is cut in two by the terminal.
  expect(run.screen()).toMatch(/^ {2}as in: .* times, and$\n^ {4}5 more$/m);
  run.press('\r');
  await run.shows(/Folder with the exported logs/);
  run.press('no-such-folder\r');
  await run.shows('no-such-folder is no folder');
  run.press(`${program.home}\r`);
  await run.shows('causebook  Duplicate');
  run.press('q');
  await run.exited;
});
