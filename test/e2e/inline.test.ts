import { expect, it } from 'vitest';
import { useScreens } from '../helpers/screens.ts';

const { start, program } = useScreens();

it('walks below what the shell has written, and leaves the finished steps and the summary there', async () => {
  const run = start({ argv: 'demo --inline', columns: 90, rows: 24 });
  await run.shows('nothing more is worth asking');
  run.press('q');
  expect(await run.exited).toBe(3);
  const history = run.history().join('\n');
  expect(history).toContain('causebook  Duplicate customer registrations: ');
  expect(history.match(/^✓ ok {2}\S/gm)?.length).toBeGreaterThan(2);
  expect(history).toMatch(/^Resume: causebook resume /m);
  expect(history).not.toContain('q quit');
  expect(run.bytes()).not.toContain('\u001b[?1049h');
}, 60_000);

it('is plain prompts where the cursor must not move', async () => {
  const run = start({ argv: 'demo --inline', columns: 90, rows: 24, env: { TERM: 'dumb' } });
  await run.shows('Type a number from 1 to');
  expect(run.bytes()).not.toContain('\u001b');
}, 60_000);

it.each([
  {
    argv: ['demo', '--inline'],
    says: 'causebook: --inline needs a terminal for input and output. Use --ui none in a pipe or in CI.',
  },
  {
    argv: ['demo', '--inline', '--json'],
    says: 'causebook: --inline does not go with --json. Leave one of them out.',
  },
  {
    argv: ['resume', '--inline', '--ui', 'none'],
    says: 'causebook: --inline does not go with --ui none. Leave one of them out.',
  },
])('says why $argv cannot be', async ({ argv, says }) => {
  expect(await program().run(argv)).toMatchObject({ exitCode: 2, stderr: says });
});
