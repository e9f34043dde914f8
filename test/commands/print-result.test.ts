import { afterEach, expect, it, vi } from 'vitest';
import { printResult } from '../../src/commands/print-result.ts';
import { repeats } from '../plot/samples.ts';
import { resultOf } from '../tui/sample-session.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function printed(flags: { readonly json?: boolean }): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await printResult('log', resultOf({ say: 'one became three', pictures: [repeats] }), flags);
  return write.mock.calls.map(([text]) => String(text)).join('');
}

it('draws the pictures under the result, in ASCII on a dumb terminal', async () => {
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  vi.stubEnv('TERM', 'xterm');
  expect(await printed({})).toMatch(/^pass: one became three\n\nCUST_7890 at every hop\n[\s\S]*← ×3 here\n/);
  vi.restoreAllMocks();
  vi.stubEnv('TERM', 'dumb');
  expect(await printed({})).toMatch(/client attempts +3 +3 +#+ < x3 here\n/);
});

it.each([
  [20, 'cust  n\na     2\n… 1 more column (--json has it)\n'],
  [undefined, `cust  n  gaps\na     2  ${'1 s, '.repeat(9)}\n`],
  [0, `cust  n  gaps\na     2  ${'1 s, '.repeat(9)}\n`],
])('a table is no wider than a terminal of %s columns', async (columns, table) => {
  const before = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
  Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true });
  try {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const rows = [{ cust: 'a', n: 2, gaps: `${'1 s, '.repeat(9)}` }];
    await printResult('log', resultOf({ say: 'it came again', facts: { rows } }), {});
    expect(write.mock.calls.map(([text]) => String(text)).join('')).toContain(`\n\n${table.replace(/ +\n/, '\n')}`);
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.stdout, 'columns');
    else Object.defineProperty(process.stdout, 'columns', before);
  }
});

it('has the pictures in its JSON', async () => {
  expect(JSON.parse(await printed({ json: true }))).toMatchObject({
    pictures: [{ kind: 'ladder', hops: [{ ids: 1 }, { ids: 3 }, {}, {}] }],
  });
});
