import { describe, expect, test } from 'vitest';
import { walked } from '../helpers/incident-fixture.ts';
import { startPlain } from '../helpers/plain-walk.ts';

describe('inquirer prompts', () => {
  const down = '\u001b[B';

  test('take an answer with the arrow keys and Enter', async () => {
    const { session, terminal } = startPlain({ numbered: false });
    await terminal.reads('↑↓ navigate, ⏎ select');
    terminal.press(down);
    await terminal.reads('❯ No key at all');
    terminal.press('\r');
    await terminal.reads('❯ Someone looked it up for this');
    terminal.press('\r');
    await terminal.reads('Next best:');
    expect(session.dispatched).toEqual([
      { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'CRM', quality: 'looked' } },
    ]);
  });

  test('take typed text', async () => {
    const { session, terminal } = startPlain({ numbered: false, past: [...walked.slice(0, 5)] });
    await terminal.reads('❯ Type the answer');
    terminal.press('\r');
    await terminal.reads('? The answer');
    terminal.press('4 customers\r');
    await terminal.reads('Recorded for customers: 4 customers\n');
    await terminal.reads('The ranking and what is next are as before.\n');
    expect(session.dispatched.at(-1)).toMatchObject({ step: 'customers', answer: { text: '4 customers' } });
  });

  test.each([
    { key: 'Ctrl-C', press: '\u0003', how: 'interrupted' },
    { key: 'Ctrl-D', press: '\u0004', how: 'quit' },
  ])('end as $how on $key', async ({ press, how }) => {
    const { terminal, ending } = startPlain({ numbered: false });
    await terminal.reads('⏎ select');
    terminal.press(press);
    expect(await ending).toBe(how);
  });

  test('end as quit when the input ends', async () => {
    const { terminal, ending } = startPlain({ numbered: false });
    await terminal.reads('⏎ select');
    terminal.stdin.end();
    expect(await ending).toBe('quit');
  });

  test.each([
    { color: false, line: '✗ fail  ladder  one request' },
    { color: true, line: '\u001b[31m✗ fail\u001b[39m  ladder  one request' },
  ])('put symbol and word before a result, coloured: $color', async ({ color, line }) => {
    const { terminal } = startPlain({ numbered: false, color });
    await terminal.reads(line);
    await terminal.reads('select');
    if (!color) expect(terminal.output()).not.toMatch(/\p{Cc}\[\d*m/u);
  });
});
