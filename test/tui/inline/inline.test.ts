import { describe, expect, it } from 'vitest';
import { openInline } from '../../../src/tui/inline/inline.ts';
import { liveLines } from '../../../src/tui/inline/live-lines.ts';
import { rewindReflowed } from '../../../src/tui/inline/rewind-reflowed.ts';
import { updateInline } from '../../../src/tui/inline/update-inline.ts';
import type { Line } from '../../../src/tui/line.ts';
import { createSampleSession } from '../sample-session.ts';
import { createWorld } from '../stage.ts';

function textOf(lines: readonly Line[]): string {
  return lines
    .map(({ spans }) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

/** Opens the walk and presses keys; gives what each of them printed and what is live then. */
function play(keys: readonly string[], world = createWorld()) {
  let inline = openInline(world);
  const printed = [textOf(inline.printed)];
  for (const key of keys) {
    const before = inline.printed.length;
    [inline] = updateInline(inline, { type: 'pressed', key }, world);
    printed.push(textOf(inline.printed.slice(before)));
  }
  return { inline, printed, live: textOf(liveLines(inline.screen, world)) };
}

describe('what stays in the scrollback', () => {
  it('tells of every finished step its status as sign and word, its title, what it says and where that stands', () => {
    const { printed } = play([]);
    expect(printed[0]).toContain('✗ FAIL  Gaps between the requests (intervals)\n');
    expect(printed[0]).toMatch(/^ {4}source: \S+:\d+$/m);
  });

  it('prints a finished step once, and again only when it has another answer', async () => {
    const session = createSampleSession();
    let inline = openInline(createWorld({ session }));
    const answer = async (choice: string) => {
      await session.dispatch({
        type: 'answered',
        step: 'ui_events',
        answer: { choice, by: 'ASPIn', quality: 'looked' },
      });
      const before = inline.printed.length;
      for (const happening of [{ type: 'changed' }, { type: 'changed' }] as const)
        [inline] = updateInline(inline, happening, createWorld({ session }));
      return textOf(inline.printed.slice(before));
    };
    expect(await answer('one')).toBe(
      '✓ ok  How many submit events does the registration page show? (ui_events)\n    One\n    source: ASPIn',
    );
    expect(await answer('several')).toContain('\n    Several\n');
  });

  it('keeps a remark', async () => {
    const session = createSampleSession();
    const inline = openInline(createWorld({ session }));
    await session.dispatch({ type: 'noted', text: 'the partner is asleep' });
    const [after] = updateInline(inline, { type: 'changed' }, createWorld({ session }));
    expect(textOf(after.printed.slice(inline.printed.length))).toBe('n Remark: the partner is asleep');
  });

  it('prints the question that is asked whole, once, however often one comes back to it', () => {
    const { printed } = play(['v', 'b', 'v', 'b']);
    const why = 'Tells whether idempotency was ever attempted, and by whom.';
    expect(printed.filter((text) => text.includes(why))).toHaveLength(1);
  });

  it('prints the pages as lines: why, what contradicts itself, help with the keys of these lines alone', () => {
    const { printed, inline } = play(['w', '?', 'o', 'v']);
    expect(printed[1]).toMatch(/^\nWhy\n/);
    expect(printed[1]).toContain('What each outcome says');
    expect(printed[2]).toMatch(/^\nHelp\n/);
    expect(printed[2]).toContain('1-9     Give the answer with that number');
    expect(printed[2]).not.toContain('To the panel on the left');
    expect(printed[2]).not.toContain('In a page on top');
    expect(printed[3]).toBe('Note: /incidents/2026-11-23-k7f3/note.md (O opens what is looked at)');
    expect(printed[4]).toContain('Result so far');
    expect(inline.screen.overlay).toBeUndefined();
  });

  it('shows what a check that changes something would do before it asks', () => {
    const world = createWorld();
    const opened = openInline(world);
    const at = { ...opened, screen: { ...opened.screen, local: { ...opened.screen.local, step: 'clear_store' } } };
    const [asking] = updateInline(at, { type: 'pressed', key: 'r' }, world);
    const touch = { what: 'request', text: 'POST https://crm.test/reset', writes: true } as const;
    const [known] = updateInline(
      asking,
      { type: 'previewed', step: 'clear_store', preview: { status: 'ready', touches: [touch] } },
      world,
    );
    expect(textOf(known.printed.slice(asking.printed.length))).toContain('Changes POST https://crm.test/reset');
    expect(textOf(liveLines(known.screen, world))).toContain(
      'Run it? It changes something: Clear the key store in test',
    );
    expect(updateInline(known, { type: 'pressed', key: 'y' }, world)[1]).toEqual([
      { type: 'rerun', step: 'clear_store', confirmed: true },
    ]);
  });
});

describe('the live lines', () => {
  it('show the best of the axes, the question, its answers by number and the keys', () => {
    const { live } = play([]);
    expect(live).toContain('Best ');
    expect(live).toContain('Question 1 of 3, to PartnerCRM: ');
    expect(live).toContain('❯1 The same key in all of them');
    expect(live).toContain('? help  q quit');
  });

  it('say how an answer is known once that is not the usual way', () => {
    expect(play(['f']).live).toContain('Question 1 of 3, to PartnerCRM, known from memory: ');
  });

  it('show each running check with its time and how far it is', () => {
    const session = createSampleSession();
    const world = createWorld({ session });
    session.show({ running: [{ step: 'client_outcome', sinceMs: world.now - 4_200, progress: '12 MB' }] });
    expect(play([], createWorld({ session })).live).toContain('⠿ running client_outcome 4.2 s 12 MB');
  });

  it('are six at the most, and fewer than the terminal has, whatever is open', () => {
    const session = createSampleSession();
    const running = ['intervals', 'receiver_status', 'client_outcome'].map((step) => ({
      step,
      sinceMs: 0,
      progress: 'reading '.repeat(30),
    }));
    session.show({ running, notSaved: 'no space left on the device '.repeat(5) });
    const faults: string[] = [];
    for (const columns of [8, 20, 40, 80, 200])
      for (const rows of [1, 2, 4, 7, 24])
        for (const keys of [[], ['1'], ['n'], ['s', 'x'], ['/'], [':'], ['?'], ['b', 'f'], ['ctrl-c']]) {
          const world = createWorld({ session, size: { columns, rows } });
          const lines = liveLines(play(keys, world).inline.screen, world);
          if (lines.length > 6 || lines.length > Math.max(1, rows - 1))
            faults.push(`${columns}x${rows} ${keys.join(' ')}: ${lines.length}`);
        }
    expect(faults).toEqual([]);
  });
});

describe('lines that the terminal has broken', () => {
  it('are gone up to and erased, as many as they have become', () => {
    expect(rewindReflowed([79, 79, 10], 40, {})).toBe('\u001b[5A\r\u001b[J\n\n\n');
  });

  it.each([
    ['they still fit', [30, 20], {}],
    ['xterm cuts them', [79], { XTERM_VERSION: 'XTerm(390)' }],
    ['GNU screen cuts them', [79], { STY: '1.pts' }],
  ])('are left alone where %s', (_, widths, env) => {
    expect(rewindReflowed(widths, 40, env)).toBe('');
  });
});
