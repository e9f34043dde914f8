import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/incident/events.ts';
import { frameOf } from '../../src/tui/frame.ts';
import { createScreen, type Screen } from '../../src/tui/screen.ts';
import { update } from '../../src/tui/update.ts';
import type { World } from '../../src/tui/world.ts';
import { createSampleSession } from './sample-session.ts';
import { createWorld } from './stage.ts';

function worldWith(evidence: CheckResult['evidence'], facts: CheckResult['facts'] = {}): World {
  const result: CheckResult = {
    status: 'fail',
    outcome: 'constant',
    say: 'a constant gap',
    facts,
    evidence,
    command: null,
    startedAt: '2026-11-23T14:06:00Z',
    durationMs: 10,
  };
  const session = createSampleSession({
    past: [
      { type: 'check-started', step: 'intervals' },
      { type: 'check-finished', step: 'intervals', result },
    ],
  });
  return createWorld({ session });
}

function play(keys: readonly string[], world: World): { readonly screen: Screen; readonly shown: readonly string[] } {
  let screen = createScreen('intervals');
  for (const key of keys) [screen] = update(screen, { type: 'pressed', key }, world);
  const [pane] = frameOf(screen, world).panes;
  return {
    screen,
    shown: (pane?.lines ?? []).map(({ spans }) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
  };
}

const long = `${Array.from({ length: 20 }, (_, index) => `word${String(index).padStart(2, '0')}`).join(' ')} END`;

describe('the evidence of a check', () => {
  const world = worldWith([{ source: 'edge.log', line: 7, text: long }]);

  it('is wrapped until W cuts it, one row a line; W wraps it again', () => {
    const rowsWithWords = (keys: readonly string[]) => play(keys, world).shown.filter((row) => row.includes('word'));
    expect(rowsWithWords(['enter']).length).toBeGreaterThan(1);
    expect(rowsWithWords(['enter', 'W'])).toHaveLength(1);
    expect(rowsWithWords(['enter', 'W', 'W'])).toEqual(rowsWithWords(['enter']));
  });

  it('shows the rest of a cut line further to the right, and its beginning again further to the left', () => {
    const firstWord = (keys: readonly string[]) =>
      /word\d\d/.exec(play(['enter', 'W', ...keys], world).shown.join('\n'))?.[0];
    expect(firstWord([])).toBe('word00');
    expect(firstWord(['right', 'l'])).toBe('word06');
    expect(firstWord(['right', 'l', 'h', 'left', 'left'])).toBe('word00');
  });

  it('has what was read beside the answer in the details, and nowhere else', () => {
    const read = { unparsed: 3, cut: [], problems: ['b is torn'], say: 'a.log, 12 bytes; 3 did not parse' };
    const { shown } = play(['enter'], worldWith([], { n: 4, read }));
    const text = shown.join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('a constant gap Read, but not all of it: a.log, 12 bytes; 3 did not parse; b is torn');
    expect(text).toContain('Facts n 4');
    expect(text.match(/did not parse/g)).toHaveLength(1);
  });

  it('is searched as it is shown, and stays cut meanwhile', () => {
    const { screen } = play(['enter', 'W', '/', 'E', 'N', 'D', 'enter'], world);
    expect(screen.overlay).toMatchObject({ cutFrom: 0, sought: { query: 'END' } });
    expect(screen.overlay?.sought?.row).toBeGreaterThan(0);
  });

  it('says why other pages cannot be cut', () => {
    expect(play(['w', 'W'], world).screen.message?.text).toBe('W: only the lines of a check can be cut');
    expect(play(['enter', 'l'], world).screen.message?.text).toBe('→ l: the lines are wrapped');
  });

  it('is not laid out anew for every key, however many lines it has', () => {
    const many = worldWith(
      Array.from({ length: 10_000 }, (_, index) => ({ source: 'edge.log', line: index + 1, text: `${long} ${index}` })),
    );
    const few = worldWith(
      Array.from({ length: 100 }, (_, index) => ({ source: 'edge.log', line: index + 1, text: `${long} ${index}` })),
    );
    const time = (at: World) => {
      let { screen } = play(['enter'], at);
      const from = performance.now();
      for (let press = 0; press < 20; press++) {
        [screen] = update(screen, { type: 'pressed', key: 'j' }, at);
        frameOf(screen, at);
      }
      return performance.now() - from;
    };
    // Laying out 10,000 lines takes 100 times as long as 100; looking at a stretch of them does not.
    time(few);
    expect(time(many)).toBeLessThan(5 * Math.max(20, time(few)));
  });
});
