import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../src/commands/doctor/clock.ts';
import { judgeNode } from '../../src/commands/doctor/node.ts';
import { judgeScreen } from '../../src/commands/doctor/screen.ts';
import { createSections } from '../../src/commands/doctor/sections.ts';

it.each([
  { version: 'v20.18.3', status: 'fail' },
  { version: 'v18.20.0', status: 'fail' },
  { version: 'v20.19.0', status: 'pass' },
  { version: 'v26.0.0', status: 'pass' },
])('Node $version is a $status', ({ version, status }) => {
  expect(judgeNode(version)).toMatchObject({ status });
});

it('a clock that is behind a file of this machine is wrong, whatever the right time is', () => {
  const now = new Date('2026-11-25T10:00:00Z');
  const judge = (written: string) => judgeClock({ now, zone: 'Europe/Berlin', written: new Date(written) });
  expect(judge('2026-11-25T09:59:00Z')).toEqual({
    id: 'clock',
    status: 'pass',
    say: '2026-11-25T10:00:00Z, shown in Europe/Berlin; compare it yourself, no network was asked',
  });
  expect(judge('2026-11-25T12:00:00Z')).toMatchObject({
    status: 'warn',
    say: expect.stringContaining('it is behind 2026-11-25T12:00:00Z, when a file here was written'),
  });
});

it('what does not end, and what breaks, keeps nothing else from being told', async () => {
  const { section, isLate } = createSections(50);
  const broken = await section('runbooks', () => Promise.reject(new Error('no such package\nstack')));
  expect(broken).toMatchObject([{ id: 'runbooks', status: 'fail', say: 'could not be looked at: no such package' }]);
  expect(isLate()).toBe(false);
  const late = await section('theme', () => new Promise(() => {}));
  expect(late).toMatchObject([{ id: 'theme', status: 'fail', say: 'no answer after 0.05 s' }]);
  expect(isLate()).toBe(true);
});

describe('of a terminal', () => {
  const judge = (env: { readonly [name: string]: string }, of: object = {}) => {
    const size = { columns: 80, rows: 24 };
    const facts = { size, isNumbered: false, env: { LANG: 'C.UTF-8', ...env }, depth: 8, isColourWanted: true, ...of };
    return Object.fromEntries(judgeScreen(facts).map(({ id, status, say }) => [id, `${status}: ${say}`]));
  };

  it.each([
    { env: {}, says: '80x24, on the alternate screen; --inline leaves what is done in the scrollback' },
    { env: { TMUX: '/tmp/t,1,0' }, says: '80x24, on the alternate screen of tmux;' },
    { env: { STY: '1.x' }, says: 'of GNU screen (it has one with `altscreen on` in ~/.screenrc)' },
  ])('$env the screen is told', ({ env, says }) => {
    expect(judge(env).terminal).toMatch(/^pass: /);
    expect(judge(env).terminal).toContain(says);
  });

  it('one that is small is a warning, one that is dumb gets prompts', () => {
    expect(judge({}, { size: { columns: 79, rows: 24 } }).terminal).toMatch(/^warn: 79x24/);
    expect(judge({ TERM: 'dumb' }, { isNumbered: true }).terminal).toBe(
      'pass: 80x24, plain lines and numbered prompts: TERM is dumb',
    );
  });

  it.each([
    { env: { TMUX: '/tmp/t,1,0', STY: '1.x' }, copying: 'pass: y copies to the tmux buffer' },
    { env: { TERM: 'xterm' }, copying: "pass: y copies to the terminal's clipboard (OSC 52)" },
    { env: { STY: '1.x' }, copying: 'warn: y writes into a file' },
    { env: { TERM: 'linux' }, copying: 'warn: y writes into a file' },
    { env: { TERM_PROGRAM: 'Apple_Terminal' }, copying: 'warn: y writes into a file' },
  ])('$env how copying works is told', ({ env, copying }) => {
    expect(judge(env).copying?.startsWith(copying)).toBe(true);
  });

  it('colours that are not wanted are no fault, letters that cannot be shown are', () => {
    expect(judge({}, { isColourWanted: false }).colours).toBe('pass: none: NO_COLOR, --no-color or a dumb terminal');
    expect(judge({}, { depth: 24 }).colours).toBe('pass: 16 million');
    expect(judge({ LC_ALL: 'C' }).letters).toMatch(/^warn: ASCII/);
  });
});
