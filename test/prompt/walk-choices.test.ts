import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { choose } from '../helpers/choose.ts';
import { walked } from '../helpers/incident-fixture.ts';
import { startPlain } from '../helpers/plain-walk.ts';

describe('at any question', () => {
  test('why tells what each answer would say, and what speaks for and against each cause with its source', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Why: what speaks for and against, and what this step would tell');
    await terminal.reads('What same_key would tell\n');
    await terminal.reads('  No key at all: ');
    await terminal.reads('What sent the order twice?\n');
    await terminal.reads('  The proxy sends it again: ');
    await terminal.reads('    for: ');
    await terminal.reads(', checked)\n');
    await terminal.reads('Question same_key');
  });

  test('the result is told in its parts', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Show the result so far, with the fixes');
    await terminal.reads('Do now\n  1. Pause the retries\n    Why: they go on\n');
  });

  test('what to ask a party is told as one message, with the command that writes it out', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Show what to ask each party in one message');
    await terminal.reads('To CRM (#crm-oncall): ');
    await terminal.reads(' (same_key)\n');
    await terminal.reads('  To send it, leave and run: causebook ask dup-1 --party ');
  });

  test('an answer is said back, and a ranking that has not changed is not read out again', async () => {
    const { terminal } = startPlain({ numbered: true });
    await choose(terminal, 'Cannot get it');
    await terminal.reads('Why? (Enter for no reason): ');
    terminal.type('the log is gone');
    await terminal.reads('Recorded for same_key: cannot be had, the log is gone\n');
    await choose(terminal, 'Write a remark');
    terminal.type('we go on');
    await terminal.reads('Remark kept.\n');
    await choose(terminal, "Don't know");
    await terminal.reads(': not known\n');
  });

  test('nothing but printable characters and line ends is written, and what came from a pipe stands in the transcript', async () => {
    const hostile: NewEvent = { type: 'noted', text: 'x\u001b[2Jy' };
    const { terminal, ending } = startPlain({ numbered: true, past: [...walked.slice(0, 4), hostile] });
    await choose(terminal, 'Skip it');
    await terminal.reads('Why? (Enter for no reason): ');
    terminal.type('no \u001b[31mtime\u0007');
    await choose(terminal, 'Show the incident note');
    await choose(terminal, 'Leave (everything is saved)');
    expect(await ending).toBe('quit');
    expect(terminal.output()).toContain('Why? (Enter for no reason): no ␛[31mtime␇\n');
    expect(terminal.output().match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g)).toBeNull();
  });
});
