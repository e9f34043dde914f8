import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takePen } from '../../src/incident/pen/take-pen.ts';
import { loadScenario } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';

const small = fileURLToPath(new URL('../fixtures/runbooks/small.yaml', import.meta.url));
const scenario = fileURLToPath(
  new URL('../../runbooks/duplicate-registrations/scenarios/s1-08-key-store-per-node', import.meta.url),
);

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

type Step = {
  readonly id: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly say: string;
  readonly quality: string;
};
type Shown = {
  readonly steps: readonly Step[];
  readonly axes: readonly {
    readonly id: string;
    readonly state: string;
    readonly leader: string;
    readonly hypotheses: readonly {
      readonly for: readonly { readonly step: string; readonly quality: string }[];
      readonly against: readonly { readonly step: string; readonly quality: string }[];
    }[];
  }[];
  readonly waiting?: readonly { readonly from: string; readonly steps: readonly string[] }[];
  readonly pasted?: readonly { readonly source: string; readonly file: string; readonly origin?: object }[];
};

async function show(incident: string): Promise<Shown> {
  return JSON.parse((await program.run(['show', incident, '--json'])).stdout) as Shown;
}

const stepOf = ({ steps }: Shown, id: string) => {
  const found = steps.find((step) => step.id === id);
  return found === undefined
    ? undefined
    : { status: found.status, outcome: found.outcome, say: found.say, quality: found.quality };
};

async function newest(): Promise<string> {
  return (await program.incidents()).toSorted().at(-1) ?? '';
}

describe('an incident whose receiver has not sent anything yet', () => {
  it('is solved by the reply and the files that come hours later', async () => {
    const evidence = path.join(program.home, 'evidence');
    const received = path.join(program.home, 'received');
    await mkdir(received);
    const { inputs, truth } = await stageScenario({ scenario: await loadScenario(scenario), dir: evidence });
    for (const file of (await readdir(evidence)).filter((name) => name.startsWith('partnercrm-')))
      await rename(path.join(evidence, file), path.join(received, file));
    const given = Object.entries(inputs).flatMap(([id, value]) => ['--input', `${id}=${value}`]);
    await program.run(['run', 'duplicate-registrations', '--evidence', evidence, ...given, '--ui', 'none']);
    const incident = await newest();
    expect((await show(incident)).axes.map(({ state }) => state)).not.toEqual(['settled', 'settled']);

    const asked = await program.run(['ask', incident, '--party', 'PartnerCRM', '--format', 'text']);
    expect(asked.exitCode).toBe(0);
    expect(asked.stderr).toContain(
      `when the reply is there: causebook answer ${incident} reply.txt --party partnercrm`,
    );
    const steps = [...asked.stdout.matchAll(/^Q\d \((\w+)\)$/gm)].map(([, id = '']) => id);
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThanOrEqual(5);
    expect((await show(incident)).waiting).toMatchObject([{ from: 'PartnerCRM', steps }]);
    expect((await program.run(['list'])).stdout).toContain('waiting for PartnerCRM (asked just now)');

    // The same message again: nothing was answered.
    expect((await program.run(['ask', incident, '--party', 'partnercrm', '--format', 'text'])).stdout).toBe(
      asked.stdout,
    );

    const number = steps.indexOf('ask_replay_seen') + 1;
    expect(number).toBeGreaterThan(0);
    const reply = asked.stdout
      .replace(`[ ] ${number}c`, `[x] ${number}c`)
      .replace('Answered by (name or role):', 'Answered by (name or role): Jane')
      .replace(/^/gm, '> ')
      .replace(/\n/g, '\r\n');
    const file = path.join(program.home, 'reply.txt');
    await writeFile(file, `Hi, see below\r\n\r\n${reply}`);
    const attach = (await readdir(received)).flatMap((name) => ['--attach', path.join(received, name)]);
    const answered = await program.run(['answer', file, '--how', 'memory', ...attach]);
    expect(answered.stderr).toBe('');
    expect(answered.stdout).toContain(
      `Q${number} ask_replay_seen: No second record (PartnerCRM, Jane, said from memory)`,
    );
    expect(answered.stdout).toContain(
      'partnercrm-edge.log: kept as pasted/crm_edge-1.log for crm_edge (in the place of partnercrm-edge.log*)',
    );
    expect(answered.stdout).toContain('  check_key_pattern: ');
    expect(answered.exitCode).toBe(0);

    const shown = await show(incident);
    expect(stepOf(shown, 'ask_replay_seen')).toEqual({
      status: 'pass',
      outcome: 'no_dup',
      say: 'No second record',
      quality: 'recollected',
    });
    expect(Object.fromEntries(shown.axes.map(({ id, leader }) => [id, leader]))).toEqual(truth);
    const told = shown.axes.flatMap(({ hypotheses }) => hypotheses.flatMap((one) => [...one.for, ...one.against]));
    expect(told.find(({ step }) => step === 'ask_replay_seen')?.quality).toBe('recollected');
    const edge = await readFile(path.join(received, 'partnercrm-edge.log'));
    const sha256 = createHash('sha256').update(edge).digest('hex');
    expect(shown.pasted?.find(({ source }) => source === 'crm_edge')?.origin).toEqual({
      name: 'partnercrm-edge.log',
      sha256,
      bytes: edge.length,
      from: 'PartnerCRM, Jane',
    });
    const note = await readFile(path.join(program.home, 'state/causebook/incidents', incident, 'note.md'), 'utf8');
    expect(note.slice(note.indexOf('### How this was found'))).toContain(
      `- Received: \`partnercrm-edge.log\` from PartnerCRM, Jane, for \`crm_edge\`, ${edge.length} bytes, sha256 \`${sha256}\`; read as \`pasted/crm_edge-1.log\`, redacted`,
    );
  });
});

describe('a small incident', () => {
  let incident: string;
  beforeEach(async () => {
    await program.run(['run', small, '--input', 'parcel_id=P_1', '--ui', 'none']);
    incident = await newest();
    // The id has random letters: two of one minute do not stand in the order of their making.
    const all = await program.incidents();
    const { stdout } = await program.run(['list', '--json']);
    const rows = JSON.parse(stdout) as { readonly incident: string; readonly updated_at: string }[];
    incident = rows.toSorted((a, b) => (a.updated_at < b.updated_at ? 1 : -1))[0]?.incident ?? '';
    expect(all).toContain(incident);
  });
  const answer = (text: string, ...argv: readonly string[]) =>
    program.run(['answer', incident, '-', '--party', 'courier', ...argv], { input: text });

  it('without a party, lists those that have open questions and what to type', async () => {
    const { stdout } = await program.run(['ask', incident]);
    expect(stdout).toBe(`Courier: 1 open  causebook ask ${incident} --party courier`);
    const wrong = await program.run(['ask', incident, '--party', 'courir']);
    expect(wrong.stderr).toBe('causebook: runbook lost-parcels has no party "courir". Did you mean "courier"?');
    expect(wrong.exitCode).toBe(2);
  });

  it('what a party is to do next is in its message, told apart from questions, waited for, and done by its answer', async () => {
    await mkdir(path.join(program.home, 'seen'));
    await writeFile(path.join(program.home, 'seen', 'scans.jsonl'), '{"parcel":"P_1","gate":"A"}\n');
    const evidence = path.join(program.home, 'seen');
    await program.run(['resume', incident, '--ui', 'none', '--evidence', evidence, '--refresh']);
    const listed = await program.run(['ask', incident]);
    expect(listed.stdout).toBe(
      [
        `Depot: 0 open, 1 to do  causebook ask ${incident} --party depot`,
        `Courier: 1 open         causebook ask ${incident} --party courier`,
      ].join('\n'),
    );
    const asked = await program.run(['ask', incident, '--party', 'depot', '--format', 'text']);
    expect(asked.stdout).toContain(`Incident ${incident}: a request to Depot\n`);
    expect(asked.stdout).toContain('need one thing done');
    expect(asked.stdout).not.toContain('Questions\n');
    expect(asked.stdout).toContain(`What we ask you to do
---------------------

Q1 (search)

Look under the belt.

[ ] 1a We have done it
[ ] 1b We cannot do it

In words:
`);
    expect(stepOf(await show(incident), 'search')).toMatchObject({ status: 'waiting' });
    const reply = asked.stdout.replace('[ ] 1a', '[x] 1a').replace('\nIn words:', '\nIn words: nothing was there');
    const ran = await program.run(['answer', incident, '-', '--party', 'depot'], { input: reply });
    expect(ran.stdout.split('\n')[0]).toBe('Q1 search: We have done it: nothing was there (Depot)');
    expect(stepOf(await show(incident), 'search')).toMatchObject({ status: 'pass', say: 'nothing was there' });
  });

  it('--no-mark prints the message and records nothing', async () => {
    const { stdout, stderr } = await program.run(['ask', incident, '--party', 'courier', '--no-mark']);
    expect(stdout).toContain('### Q1 (asked)\n\nDid the courier take P_1?');
    expect(stderr).toBe('');
    expect((await show(incident)).waiting).toBeUndefined();
  });

  it('an invalid code names the line and the valid ones, the question stays open, and the exit code is 5', async () => {
    await program.run(['ask', incident, '--party', 'courier']);
    const ran = await answer('Hello\n\n1f\n');
    expect(ran.stdout.split('\n').slice(0, 2)).toEqual([
      'Q1 asked: not taken: -:3: "f" is not one of its answers. It takes 1a They took it, 1b They did not, 1c We do not know, 1d We cannot get it',
      '  > f',
    ]);
    expect(ran.exitCode).toBe(5);
    expect(stepOf(await show(incident), 'asked')).toMatchObject({ status: 'waiting' });
  });

  it('free text is not guessed at: it is shown with the question that waits for it', async () => {
    await program.run(['ask', incident, '--party', 'courier']);
    const ran = await answer('We had a look and it is complicated.\n');
    expect(ran.stdout).toContain(
      'Q1 asked: not taken: -:1: the reply marks no answer. It takes 1a They took it, 1b They did not, 1c We do not know, 1d We cannot get it\n  > We had a look and it is complicated.\n',
    );
    expect(ran.exitCode).toBe(5);
  });

  it('a second answer is taken with --replace alone', async () => {
    await program.run(['ask', incident, '--party', 'courier']);
    expect((await answer('1a', '--by', 'Ann')).exitCode).toBe(0);
    expect((await answer('1a', '--by', 'Ann')).stdout).toContain(': recorded before');
    const kept = await answer('1b', '--how', 'document');
    expect(kept.stdout).toContain(
      'Q1 asked: They did not (Courier, read in an exported document): not taken: it has an answer, They took it (Courier, Ann, said by someone who looked); --replace takes the new one',
    );
    expect(kept.exitCode).toBe(5);
    expect((await answer('1b', '--how', 'document', '--replace')).exitCode).toBe(0);
    expect(stepOf(await show(incident), 'asked')).toEqual({
      status: 'pass',
      outcome: 'refused',
      say: 'They did not',
      quality: 'document',
    });
  });

  it('a reply with nothing in it that answers is refused, and so is one with a file that cannot be taken, whole', async () => {
    const { stdout } = await program.run(['ask', incident, '--party', 'courier']);
    expect((await answer(stdout)).stderr).toBe(
      'causebook: -: the reply answers none of the questions. It takes the message of causebook ask filled in, or codes like 1a.',
    );
    const ran = await answer('1a', '--attach', path.join(program.home, 'nowhere.jsonl=scans'));
    expect(ran.stderr).toContain('nowhere.jsonl: cannot be read: it does not exist');
    expect(ran.exitCode).toBe(2);
    expect(stepOf(await show(incident), 'asked')).toMatchObject({ status: 'waiting' });
  });

  it('the reply is to another incident: nothing is recorded', async () => {
    const ran = await answer('Incident 20260101-0000-abcd: questions to Courier\n\n1a');
    expect(ran.stderr).toBe(
      `causebook: the reply is to questions of incident 20260101-0000-abcd, not of ${incident}. Type: causebook answer 20260101-0000-abcd FILE`,
    );
    expect(ran.exitCode).toBe(2);
  });

  it('files are taken packed and without their secrets, once, and what no source has is told', async () => {
    const file = path.join(program.home, 'scans.jsonl.gz');
    const line = '{"ts":"2026-05-12T10:00:01Z","parcel":"P_1","gate":"A","token":"abcdefgh12345"}\n';
    await writeFile(file, gzipSync(line));
    const attach = (...files: readonly string[]) =>
      program.run(['answer', incident, '--party', 'depot', ...files.flatMap((one) => ['--attach', one])]);
    const first = await attach(file);
    expect(first.stdout.split('\n').slice(0, 2)).toEqual([
      'scans.jsonl.gz: kept as pasted/scans-1.log for scans (in the place of scans.jsonl*), 1 line',
      '  scanned: fail, seen 1 times',
    ]);
    expect((await attach(`${file}=scans`)).stdout).toContain(
      'scans.jsonl.gz: the incident has this file, or all of its lines, for scans already',
    );
    const folder = path.join(program.home, 'state/causebook/incidents', incident);
    expect(await readFile(path.join(folder, 'pasted/scans-1.log'), 'utf8')).toMatch(/"token":"\[secret:[0-9a-f]{6}\]"/);

    const picture = path.join(program.home, 'screen.png');
    await writeFile(picture, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
    expect((await attach(picture)).stderr).toBe(
      `causebook: --attach "${picture}": no source of runbook lost-parcels has files of this name. Say which it is, like screen.png=scans: scans (scans.jsonl*).`,
    );
    const noText = await attach(`${picture}=scans`);
    expect(noText.stderr).toBe(
      `causebook: ${picture}: is not text: secrets could not be taken out of it. Ask for an export as text, or put the file into the evidence folder.`,
    );
    expect(noText.exitCode).toBe(2);
    expect((await attach(`${file}=scan`)).stderr).toBe(
      `causebook: --attach "${file}=scan": runbook lost-parcels has no source "scan". Did you mean "scans"?`,
    );
  });

  it('says who has the incident open', async () => {
    const folder = path.join(program.home, 'state/causebook/incidents', incident);
    const me = { pid: process.pid, now: () => new Date(), isAlive: () => true, user: 'ann', host: os.hostname() };
    const pen = await takePen({ id: incident, path: folder }, me);
    const ran = await answer('1a');
    await pen.release();
    expect(ran.stderr).toContain(
      `incident ${incident} is open in another causebook: ann on ${os.hostname()} has the pen (process ${process.pid}, since `,
    );
    expect(ran.exitCode).toBe(2);
  });

  it('resume says what is waited for', async () => {
    await program.run(['ask', incident, '--party', 'courier']);
    const { stderr } = await execa('node', [bin, 'resume', incident, '--ui', 'none'], {
      env: program.env,
      reject: false,
    });
    expect(stderr).toMatch(/^causebook: waiting for Courier since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(asked\)$/m);
  });
});
