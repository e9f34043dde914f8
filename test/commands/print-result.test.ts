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

it('has the pictures in its JSON', async () => {
  expect(JSON.parse(await printed({ json: true }))).toMatchObject({
    pictures: [{ kind: 'ladder', hops: [{ ids: 1 }, { ids: 3 }, {}, {}] }],
  });
});
