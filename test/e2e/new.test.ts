import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal, type TerminalRun } from '../helpers/terminal.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;
let run: TerminalRun | undefined;
beforeEach(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    'evidence/gateway.log': 'ts=2026-11-25T10:00:00Z msg="upstream timed out"\n'.repeat(2),
    'evidence/worker.log': 'started\nrunning\n',
  }));
});
afterEach(async () => {
  run?.stop();
  run = undefined;
  await remove();
  await program.remove();
});

const start = (env: Record<string, string> = {}) => {
  const command = `env -C '${folder}' node ${bin} new`;
  run = runInTerminal({ command, columns: 100, rows: 50, env: { ...program.env, ...env } });
  return run;
};

/** Types an answer once its question is being asked, which inquirer marks with `?`; the numbered prompts mark nothing. */
async function reply(to: TerminalRun, answers: readonly (readonly [question: string, keys: string])[]): Promise<void> {
  for (const [question, keys] of answers) {
    const escaped = question.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    await to.shows(to.bytes().includes('\u001b[') ? new RegExp(`^\\? .*${escaped}`, 'm') : question);
    to.press(`${keys}\r`);
  }
}

const down = '\u001b[B';
const answers = [
  ['Id of the runbook', 'late-parcels'],
  ['A title', 'Parcels are late'],
  ['Which team keeps this runbook?', 'team-depot'],
  ['One symptom', 'parcels arrive "late": hours after'],
  ['Symptom 2 (Enter: no more)', ''],
  ['The name of a party', 'Depot'],
  ['What is Depot?', down],
  ['Party 2', 'Gateway'],
  ['What is Gateway?', `${down}${down}`],
  ['Party 3', ''],
  ['A log of Depot', 'Worker log'],
  ['Its files in the evidence folder', 'worker.log*'],
  ['How are its lines written?', down],
  ['Another log of Depot', ''],
  ['A log of Gateway', 'Gateway log'],
  ['Its files in the evidence folder', 'gateway.log*'],
  ['How are its lines written?', ''],
  ['Another log of Gateway', ''],
  ['Which question has the cause as its answer', 'Why are they late?'],
  ['A possible cause', 'The worker is stuck'],
  ['Possible cause 2', 'The gateway gives up'],
  ['Possible cause 3', ''],
  ['Which log shows it: The worker is stuck?', ''],
  ['The worker is stuck: the text in "Worker log" that says so', 'stuck'],
  ['Which log shows it: The gateway gives up?', down],
  ['The gateway gives up: the text in "Gateway log" that says so', 'timed out'],
  ['What would you ask a party first', 'What does the worker do?'],
  ['Whom would you ask?', ''],
  ['The answer where this is the cause: The worker is stuck', 'Nothing'],
  ['The answer where this is the cause: The gateway gives up', 'It works'],
  ['Is there a second question', 'n'],
  ['Write runbooks/late-parcels/runbook.yaml?', 'y'],
] as const;

describe('new', () => {
  it('makes of answers a runbook that lint finds good and that finds the cause in the logs it names', async () => {
    const to = start();
    await reply(to, answers);
    expect(await to.exited).toBe(0);
    expect(to.screen()).toContain('Wrote runbooks/late-parcels/runbook.yaml.');
    expect(to.screen()).toContain(
      '  causebook run late-parcels --evidence DIR   walk it; in DIR lie worker.log*, gateway.log*',
    );
    const linted = await program.run(['lint', 'late-parcels'], { cwd: folder });
    expect(linted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(linted.stdout).toContain('runbooks/late-parcels/runbook.yaml: ok (3 steps, 3 observations, 0 fixes)');
    const argv = ['run', 'late-parcels', '--evidence', 'evidence', '--ui', 'none', '--json'];
    const ran = await program.run(argv, { cwd: folder });
    expect(ran.exitCode).toBe(3);
    const { axes, steps } = JSON.parse(ran.stdout);
    expect(axes).toMatchObject([{ id: 'why-are-they-late', leader: 'the-gateway-gives-up' }]);
    expect(steps).toMatchObject([
      { id: 'look_the-worker-is-stuck', outcome: 'absent' },
      { id: 'look_the-gateway-gives-up', outcome: 'found', say: '2 lines say so' },
      { id: 'ask_why-are-they-late', status: 'pending' },
    ]);
    const matched = await program.run(['completion', 'bash', '--words', '--', 'run', 'late'], { cwd: folder });
    expect(matched.stdout).toContain('late-parcels');
  });

  it('asks with numbers on a dumb terminal, and again where an answer cannot be', async () => {
    await mkdir(path.join(folder, 'runbooks/there'), { recursive: true });
    await writeFile(path.join(folder, 'runbooks/there/own.txt'), 'mine');
    const to = start({ TERM: 'dumb' });
    await reply(to, [
      ['Id of the runbook', 'there'],
      ['runbooks/there is there already and stays as it is. Take another id', 'missing-webhooks'],
      ['missing-webhooks/runbook.yaml has this id. Take another', 'Not An Id'],
      ['"Not An Id" cannot be an id: lower case letters and digits, with - or _ between them', 'late'],
      ['A title', ''],
      ['This is needed; it can be changed in the file later.', 'Late ${{ inputs.x }}'],
      ['Templates (${{ … }}) are put into the file later.', 'Late'],
      ['Which team', 'depot'],
      ['One symptom', 'late'],
      ['Symptom 2 (Enter: no more)', ''],
      ['The name of a party', 'Depot'],
      ['3. relay: it hands on what others send', '3'],
      ['Party 2', ''],
      ['A log of Depot', ''],
      ['One log is needed at least', 'App log'],
      ['Its files', 'app.log'],
      ['2. in another way', '2'],
      ['Another log of Depot', ''],
      ['Which question', 'Why?'],
      ['A possible cause', 'Stuck'],
      ['Possible cause 2', ''],
      ['the text in "App log"', 'stuck'],
      ['What would you ask', 'Is it stuck?'],
      ['The answer where', 'Yes'],
      ['Is there a second question', 'n'],
      ['Write runbooks/late/runbook.yaml? Type y for yes', 'y'],
    ]);
    expect(await to.exited).toBe(0);
    expect(await readFile(path.join(folder, 'runbooks/late/runbook.yaml'), 'utf8')).toContain('role: relay}');
    expect(await readdir(path.join(folder, 'runbooks/there'))).toEqual(['own.txt']);
    expect((await program.run(['lint', 'late'], { cwd: folder })).exitCode).toBe(0);
  });

  it.each([
    { how: 'Ctrl-C at the last question', last: '\u0003', exitCode: 130 },
    { how: 'a no', last: 'n\r', exitCode: 0 },
  ])('$how leaves nothing', async ({ last, exitCode }) => {
    const to = start();
    await reply(to, answers.slice(0, -1));
    await to.shows('Write runbooks/late-parcels/runbook.yaml?');
    to.press(last);
    expect(await to.exited).toBe(exitCode);
    expect(to.screen()).toContain('causebook: nothing was written');
    expect(await readdir(folder)).toEqual(['evidence']);
  });

  it('a folder that comes while it asks stays as it is', async () => {
    const to = start();
    await reply(to, answers.slice(0, -1));
    await to.shows('Write runbooks/late-parcels/runbook.yaml?');
    await mkdir(path.join(folder, 'runbooks/late-parcels'), { recursive: true });
    await writeFile(path.join(folder, 'runbooks/late-parcels/runbook.yaml'), 'mine');
    to.press('y\r');
    expect(await to.exited).toBe(2);
    expect(to.screen().replaceAll(/\s+/g, ' ')).toContain(
      'causebook: runbooks/late-parcels is there already and stays as it is.',
    );
    expect(await readdir(path.join(folder, 'runbooks'))).toEqual(['late-parcels']);
    expect(await readFile(path.join(folder, 'runbooks/late-parcels/runbook.yaml'), 'utf8')).toBe('mine');
  });

  it('without a terminal it says what to do by hand', async () => {
    const ran = await program.run(['new'], { cwd: folder, env: { PWD: path.dirname(path.dirname(bin)) } });
    expect(ran).toMatchObject({ stdout: '', exitCode: 2 });
    expect(ran.stderr).toMatch(
      /^causebook: new asks its questions on a terminal, and there is none\. By hand: copy \/.*\/runbooks\/duplicate-registrations\/runbook\.yaml to runbooks\/<id>\/runbook\.yaml, set `id: <id>` in it, change what differs, and check it with: causebook lint runbooks\/<id>$/,
    );
  });
});
