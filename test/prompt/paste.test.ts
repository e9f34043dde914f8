import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { StepSource } from '../../src/incident/session.ts';
import { createLines } from '../../src/prompt/lines.ts';
import type { FakeTerminal } from '../helpers/fake-terminal.ts';
import { opened, walked } from '../helpers/incident-fixture.ts';
import { startPlain } from '../helpers/plain-walk.ts';

const source = (id: string, isMissing = true): StepSource => ({
  id,
  title: `Log ${id}`,
  party: 'CRM',
  files: `${id}.log`,
  isMissing,
});
const done = (step: string) => ({ type: 'set-back', step, as: 'unknown' }) as const;
const past = [opened, ...walked.slice(1, 4), done('same_key'), done('customers'), done('restart'), done('deploys')];

/** Types the number of a choice as soon as it has been offered. */
async function choose(terminal: FakeTerminal, name: string): Promise<void> {
  await terminal.reads(`. ${name}`);
  await terminal.reads('Type a number');
  const found = [...terminal.output().matchAll(/(\d+)\. ([^\n]*)\n/g)].findLast(([, , said]) => said?.startsWith(name));
  terminal.type(found?.[1] ?? 'not offered');
}

async function toPaste(terminal: FakeTerminal): Promise<void> {
  await choose(terminal, 'Take up crm_inserts again');
  await choose(terminal, 'Paste log text for it');
}

describe('pasting in numbered prompts', () => {
  test('reads lines until one that is a single dot, and shows none of them', async () => {
    const { session, terminal } = startPlain({ numbered: true, past, pasteable: [source('crm_log')] });
    await toPaste(terminal);
    await terminal.reads('Paste the lines of Log crm_log of CRM; they are not shown. The text stands for crm_log.log.');
    terminal.press('one\n2\n\n\u001b[31mred\n.\n');
    await terminal.reads('Kept as pasted/crm_log-1.log: 1 line, 15 bytes. What reads it runs again.\n');
    expect(session.pastes).toEqual([{ source: 'crm_log', text: 'one\n2\n\n\u001b[31mred' }]);
    expect(terminal.output()).not.toContain('\u001b');
    await choose(terminal, 'Undo the last answer');
    await terminal.reads('Taken back: the pasted text.');
  });

  test('asks at any question for which check the text is, the blocked ones first', async () => {
    const { session, terminal } = startPlain({ numbered: true, pasteable: [source('crm_log')] });
    await choose(terminal, 'Paste log text for a check');
    await terminal.reads(
      'For which check?\n1. Inserts per order (blocked: Access log of the CRM is not in the evidence',
    );
    terminal.type('1');
    await terminal.reads('Paste the lines of Log crm_log');
    terminal.press('one\n.\n');
    await terminal.reads('Kept as pasted/crm_log-1.log');
    expect(session.pastes).toMatchObject([{ source: 'crm_log' }]);
  });

  test('asks which source it is where several are missing', async () => {
    const { session, terminal } = startPlain({ numbered: true, past, pasteable: [source('a'), source('b')] });
    await toPaste(terminal);
    await terminal.reads('Which of these is it?\n1. Log a of CRM, a.log\n2. Log b of CRM, b.log\n');
    terminal.type('2');
    await terminal.reads('Paste the lines of Log b');
    terminal.press('one\n.\n');
    await terminal.reads('Kept as pasted/b-1.log');
    expect(session.pastes).toMatchObject([{ source: 'b' }]);
  });

  test('keeps what came before the input ended, and then leaves', async () => {
    const { session, terminal, ending } = startPlain({ numbered: true, past, pasteable: [source('a', false)] });
    await toPaste(terminal);
    await terminal.reads('The text takes the place of a.log.');
    terminal.stdin.end('one\ntwo');
    expect(await ending).toBe('quit');
    expect(session.pastes).toEqual([{ source: 'a', text: 'one\ntwo' }]);
  });

  test('keeps nothing of nothing', async () => {
    const { session, terminal } = startPlain({ numbered: true, past, pasteable: [source('a')] });
    await toPaste(terminal);
    await terminal.reads('Paste the lines');
    terminal.press('.\n');
    await terminal.reads('Nothing was pasted.');
    expect(session.pastes).toEqual([]);
  });
});

describe('the lines of a terminal', () => {
  function createTerminal() {
    const modes: boolean[] = [];
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (isRaw: boolean) => modes.push(isRaw) });
    return { stdin, modes, lines: createLines(stdin) };
  }

  test('are read raw while text is pasted, so that nothing is echoed; Ctrl-D ends it and the prompts go on', async () => {
    const { stdin, modes, lines } = createTerminal();
    const text = lines.untilEnd();
    for (const piece of ['one\r', '\ntw', 'o\r', 'a\u0004b\rlast', '\u0004']) stdin.write(piece);
    expect(await text).toBe('one\ntwo\na\u0004b\nlast');
    expect(modes).toEqual([true, false]);
    stdin.write('1\n');
    expect(await lines.next()).toBe('1');
  });

  test('are left by Ctrl-C, with the terminal as it was', async () => {
    const { stdin, modes, lines } = createTerminal();
    const text = lines.untilEnd();
    stdin.write('one\r\u0003');
    await expect(text).rejects.toMatchObject({ how: 'interrupted' });
    expect(modes).toEqual([true, false]);
  });
});
