import { cleanup } from 'ink-testing-library';
import stringWidth from 'string-width';
import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { StepSource } from '../../src/incident/session.ts';
import { pasteLines } from '../../src/tui/overlays/paste.ts';
import { endsOf, linesIn } from '../../src/tui/paste/paste.ts';
import type { Request } from '../../src/tui/request.ts';
import { createScreen, type Screen } from '../../src/tui/screen.ts';
import { type Happening, update } from '../../src/tui/update.ts';
import { walkRows } from '../../src/tui/walk-rows.ts';
import { rowsText } from './rows-text.ts';
import { createSampleSession } from './sample-session.ts';
import { createWorld } from './stage.ts';
import { startApp } from './start-app.tsx';

afterEach(cleanup);

const outbound: StepSource = {
  id: 'outbound',
  title: 'Outbound request log',
  party: 'ASPIn Backend',
  files: 'aspin-outbound.jsonl',
  isMissing: true,
};
const edge: StepSource = { id: 'edge', title: 'Access log', party: 'PartnerCRM', files: 'edge.log', isMissing: true };
const world = createWorld();
const step = 'client_outcome';

function play(start: Screen, happenings: readonly (string | Happening)[], at = world) {
  let screen = start;
  const requests: Request[] = [];
  for (const one of happenings) {
    const [next, more] = update(screen, typeof one === 'string' ? { type: 'pressed', key: one } : one, at);
    screen = next;
    requests.push(...more);
  }
  return { screen, requests, message: screen.message?.text };
}

const listed = (...sources: readonly StepSource[]): Happening => ({ type: 'listed', step, sources });
const pasted = (text: string): Happening => ({ type: 'pasted', text });
const typed = (text: string): Happening => ({ type: 'typed', text });
const kept = (source: string, text: string) => ({ type: 'paste', step, source, text });

describe('pasting a log text on the screen', () => {
  it('shows no secret of what is not kept yet', () => {
    const { screen } = play(createScreen(step), ['p', listed(outbound), pasted('password=hunter2\nb\n')]);
    const shown = rowsText(walkRows(screen, world), world.theme);
    expect(shown).toContain('password=[secret]');
    expect(shown).not.toContain('hunter2');
  });

  it('asks which sources are missing, takes the text and asks for it to be kept', () => {
    const { screen, requests } = play(createScreen(step), ['p', listed(outbound), pasted('a\rb\r'), 'enter']);
    expect(requests).toMatchObject([{ type: 'list-pasteable', step }, kept('outbound', 'a\rb\r')]);
    expect(requests[1]).toMatchObject({ says: 'Pasted: 2 lines for Outbound request log; what reads it runs again' });
    expect(screen.paste).toBeUndefined();
  });

  it('says of a source that has been pasted for that more is added, of a file that it is put aside', () => {
    const there = { ...edge, isMissing: false };
    const { screen } = play(createScreen(step), ['p', listed({ ...there, id: 'app', pasted: 6 }, there)]);
    if (screen.paste === undefined) throw new Error('nothing is pasted');
    const shown = pasteLines(world, screen.paste, 120).map((one) => one.spans.map(({ text }) => text).join(''));
    expect(shown.join('\n')).toContain('edge.log (yours is added to the 6 lines pasted before)');
    expect(shown.join('\n')).toContain('edge.log (there is one; yours takes its place)');
  });

  it('asks which source it is where several are missing, whether the text comes before or after', () => {
    const several = listed(outbound, edge);
    const before = play(createScreen(step), [pasted('a'), several, '2', 'enter']);
    const after = play(createScreen(step), ['p', several, 'down', 'enter', pasted('a'), 'enter']);
    expect(before.requests.at(-1)).toMatchObject(kept('edge', 'a'));
    expect(after.requests.at(-1)).toMatchObject(kept('edge', 'a'));
  });

  it('adds one paste to the other; ctrl-u throws them away, esc goes back with nothing kept', () => {
    const open = ['p', listed(outbound), pasted('a\r'), pasted('b')] as const;
    expect(play(createScreen(step), [...open, 'enter']).requests.at(-1)).toMatchObject(kept('outbound', 'a\rb'));
    expect(play(createScreen(step), [...open, 'ctrl-u', 'enter'])).toMatchObject({
      requests: [{ type: 'list-pasteable' }],
      message: 'Nothing is pasted yet; esc goes back',
    });
    const left = play(createScreen(step), [...open, 'esc']);
    expect(left).toMatchObject({ requests: [{ type: 'list-pasteable' }], message: 'Nothing was kept' });
    expect(left.screen.paste).toBeUndefined();
  });

  it('takes no letter for a key, also from a terminal that does not mark a paste: then ctrl-d keeps it', () => {
    const text = ['q', 'u', typed('x1\rsome q\r'), 'enter', 's', 'enter', '?', 'ctrl-x', 'up', 'ctrl-d'] as const;
    const { requests, screen } = play(createScreen(step), ['p', listed(outbound), ...text]);
    expect(requests).toMatchObject([{ type: 'list-pasteable' }, kept('outbound', 'qux1\rsome q\r\ns\n?')]);
    expect(screen.overlay).toBeUndefined();
  });

  it('while a source is being picked, pasted text is held and a slip of the finger is nothing', () => {
    const { screen } = play(createScreen(step), ['p', listed(outbound, edge), typed('2q\r1'), 'q', '9']);
    expect(screen.paste).toMatchObject({ source: undefined, text: '2q\r1' });
  });

  it('says why it cannot be done where no log is read, and where there is nothing to paste for', () => {
    expect(play(createScreen('same_key'), ['p']).message).toBe('p: this step reads no log');
    expect(play(createScreen(step), ['p', listed()]).message).toBe('This check reads no log that could be pasted');
    expect(play(createScreen('same_key'), [pasted('x')]).message).toBe('There is no text field open to paste into');
  });

  it('counts lines and bytes as they come, however they are cut', () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index} ä\r\n`).join('');
    const pieces = text.match(/[\s\S]{1,7}/g) ?? [];
    const { screen } = play(createScreen(step), ['p', listed(outbound), ...pieces.map(pasted)]);
    const size = screen.paste?.size;
    if (size === undefined) throw new Error('no page is open');
    expect({ ...size, lines: linesIn(size) }).toMatchObject({ bytes: Buffer.byteLength(text), lines: 100 });
    expect(endsOf(size, String)).toEqual({
      first: ['line 0 ä', 'line 1 ä', 'line 2 ä'],
      last: ['line 97 ä', 'line 98 ä', 'line 99 ä'],
    });
  });

  it.each([
    { columns: 40, rows: 12 },
    { columns: 80, rows: 24 },
    { columns: 140, rows: 40 },
  ])('shows at $columns x $rows how much there is and both ends, made harmless', (size) => {
    const at = createWorld({ size });
    const text = `\u001b[31mred\u001b[0m ${'x'.repeat(500)}\r${'line\r'.repeat(2000)}last \u202e\u0007line`;
    const { screen } = play(createScreen(step), ['p', listed(outbound), pasted(text)], at);
    const frame = rowsText(walkRows(screen, at), at.theme);
    expect(frame.split('\n').length).toBeLessThanOrEqual(size.rows);
    expect(frame.split('\n').filter((row) => stringWidth(row) > size.columns)).toEqual([]);
    expect(frame).toContain('2002 lines, 10.5 kB');
    expect(frame).toContain('␛[31mred');
    expect(frame).not.toMatch(/[\u0007\u001b\u202e]/);
    if (size.rows > 12) expect(frame).toMatch(/1996 more lines[\s\S]*2002 {2}last <U\+202E>␇line/);
    expect(frame).toContain('enter ctrl-d keep');
  });

  it('tells on a blocked check that its text can be pasted, and by which key', () => {
    const frame = rowsText(walkRows(createScreen(step), world), world.theme);
    expect(frame).toMatch(/Or run it there, and paste what it prints\s+.*here: p/);
    expect(frame).toMatch(/ p paste /);
  });
});

describe('the app', () => {
  async function start(session: Parameters<typeof startApp>[0]) {
    const app = await startApp(session);
    const { shows, press } = app;
    // To the blocked check, through the list of steps.
    press('h');
    await shows('move');
    press('jjj');
    await shows('What the client saw');
    await shows('p paste');
    return app;
  }

  it('keeps a bracketed paste, and takes it back', async () => {
    const session = createSampleSession({ pasteable: [outbound] });
    const { press, shows } = await start(session);
    press('p');
    await shows('Stands for aspin-outbound.jsonl');
    press('\u001b[200~one\rtwo q\r\u001b[201~');
    await shows('2 lines, 10 bytes');
    press('\r');
    await shows('Pasted: 2 lines for Outbound request log');
    expect(session.pastes).toEqual([{ source: 'outbound', text: 'one\rtwo q\r' }]);
    press('u');
    await shows('Taken back: the pasted text');
  });

  it('says so when the text could not be kept', async () => {
    const session = createSampleSession({ pasteable: [outbound] });
    const paste = () => Promise.reject(new UserError({ message: 'what was pasted is 65.0 MiB' }));
    const { press, shows } = await start({ ...session, paste });
    press('\u001b[200~one\u001b[201~');
    await shows('1 line, 3 bytes');
    press('\r');
    await shows('what was pasted is 65.0 MiB');
  });
});
