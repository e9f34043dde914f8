import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectGivenBack } from '../../helpers/expect-given-back.ts';
import { press, question } from '../../helpers/screen-walk.ts';
import { type ScreenRun, useScreens } from '../../helpers/screens.ts';

const screens = useScreens();
let empty: string;

beforeAll(async () => {
  empty = path.join(screens.program().home, 'empty');
  await mkdir(empty);
});

/** A walk without evidence, at its first question. */
async function walk(env: Record<string, string> = {}): Promise<ScreenRun> {
  const argv = `run duplicate-registrations -i customer_id=CUST_7890 -e "${empty}"`;
  const run = screens.start({ argv, columns: 80, rows: 24, env, inShell: true });
  await run.until((screen) => question.test(screen));
  return run;
}

/** What stays on the normal screen behind every walk. */
function expectSummary(run: ScreenRun): void {
  const left = run.history().join('\n');
  const [, note = '', id = ''] = /\nNote: {3}(\S+\/note\.md)\nResume: causebook resume (\S+)\n/.exec(left) ?? [];
  expect(note).toContain(`/${id}/`);
  expect(readFileSync(note, 'utf8')).toContain('# Duplicate customer registrations');
}

describe('the terminal is as it was', { timeout: 60_000 }, () => {
  it('after q, with a summary that says where the note is and how to go on', async () => {
    const run = await walk();
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
    expectSummary(run);
  });

  it('after q on a page that lies on top, and out of a text begun', async () => {
    const run = await walk();
    await press(run, 'n', 'Remark for the note');
    await press(run, 'half a rem', 'half a rem');
    await press(run, '\u001b', question);
    await press(run, '?', 'Up, or scroll up');
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
    expectSummary(run);
  });

  it('after ctrl-C twice, in the middle of a text', async () => {
    const run = await walk();
    await press(run, 'n', 'Remark for the note');
    await press(run, 'a remark', 'a remark');
    await press(run, '\u0003', 'ctrl-C again leaves; nothing is lost');
    run.press('\u0003');
    expect(await run.exited).toBe(130);
    expectGivenBack(run);
    expectSummary(run);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('after %s', async (signal, code) => {
    const run = await walk();
    run.signal(signal);
    expect(await run.exited).toBe(code);
    expectGivenBack(run);
    expectSummary(run);
  });

  it('when drawing breaks: the error stands on the normal screen, and how to go on', async () => {
    const fault = fileURLToPath(new URL('../../fixtures/break-drawing.cjs', import.meta.url));
    const run = await walk({ NODE_OPTIONS: `--require "${fault}"` });
    run.signal('SIGUSR2');
    await vi.waitFor(() => expect(run.bytes()).toContain('\u001b]0;broken'));
    run.press('?');
    expect(await run.exited).toBe(1);
    expectGivenBack(run);
    expect(run.history().join('\n')).toContain('a fault in drawing');
  });

  it('when a command that a check runs is killed: the check says so, and the walk goes on', async () => {
    const pidFile = path.join(empty, 'pid');
    const file = path.join(screens.program().home, 'command.yaml');
    await writeFile(file, runbook(`echo $$ >${pidFile}; exec sleep 300`));
    const run = screens.start({ argv: `run "${file}" --yes`, columns: 80, rows: 24, inShell: true });
    await run.shows('(1 run)');
    await vi.waitFor(() => expect(existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : '').toMatch(/\d+\n/));
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    await run.shows(/E Paid/);
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
  });
});

const runbook = (script: string) => `causebook: 1
id: commands
title: A log from a command
symptoms: [something]
owner: team
reviewed: 2026-11-25
parties: [{id: shop, name: Shop, role: sender}]
sources:
  - {id: shop_log, party: shop, title: Shop log, log: {command: [sh, -c, '${script}'], format: access}}
axes:
  - {id: cause, question: What?, hypotheses: [{id: one, title: One, prior: 0.4}]}
phases:
  - id: triage
    title: Triage
    steps:
      - id: paid
        title: Paid
        observes: paid
        log: {source: shop_log, match: paid}
        outcomes:
          - {id: some, when: result.n > 0, status: fail}
          - {id: none}
observations:
  - {id: paid, text: Did anybody pay?, group: shop, cost: 1, outcomes: [{id: some, base: 0.3, evidence: {one: for}}, {id: none, base: 0.7, evidence: {one: against}}]}
`;
