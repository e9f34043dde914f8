import { describe, expect, it } from 'vitest';
import type { Runbook, Step } from '../../src/runbook/schema.ts';
import { frameOf } from '../../src/tui/frame.ts';
import { createScreen, resultId, type Screen } from '../../src/tui/screen.ts';
import { update } from '../../src/tui/update.ts';
import type { World } from '../../src/tui/world.ts';
import { sampleRunbook } from './sample-runbook.ts';
import { createSampleSession } from './sample-session.ts';
import { createWorld } from './stage.ts';

const asked = sampleRunbook.phases.flatMap(({ steps }) => steps).find(({ ask }) => ask !== undefined);

/** The sample runbook with so many questions in two phases; `seen` is called whenever one is looked at. */
function worldOf(count: number, seen: () => void = () => undefined): World {
  const steps = Array.from({ length: count }, (_, index): Step => {
    const step = { ...asked, id: `q${index}`, title: `Question number ${index}` } as Step;
    return new Proxy(step, {
      get: (target, key) => {
        seen();
        return Reflect.get(target, key);
      },
    });
  });
  const [phase] = sampleRunbook.phases;
  const half = count / 2;
  const phases = [
    { ...phase, id: 'one', title: 'One', steps: steps.slice(0, half) },
    { ...phase, id: 'two', title: 'Two', steps: steps.slice(half) },
  ] as Runbook['phases'];
  const session = createSampleSession({ runbook: { ...sampleRunbook, phases }, past: [] });
  return createWorld({ session, size: { columns: 140, rows: 40 } });
}

const press = (screen: Screen, keys: readonly string[], world: World) =>
  keys.reduce((at, key) => update(at, { type: 'pressed', key }, world)[0], screen);

const rowsOf = (screen: Screen, world: World) =>
  (frameOf(screen, world).panes[0]?.lines ?? []).map(({ spans }) => spans.map(({ text }) => text).join(''));

const start: Screen = { ...createScreen(resultId), focus: 'steps' };

describe('a list of 10,000 steps', () => {
  const world = worldOf(10_000);

  it('goes from the result through both phases to the last step and back, the selected one in sight', () => {
    const last = press(start, ['G'], world);
    expect(last.local.step).toBe('q9999');
    expect(rowsOf(last, world).at(-1)).toMatch(/❯ .*Question number 9999/);
    expect(press(last, ['j'], world).local.step).toBe('q9999');
    expect(press(last, ['k', 'k'], world).local.step).toBe('q9997');
    expect(press(last, ['g', 'k'], world).local.step).toBe(resultId);
    expect(press(start, ['j'], world).local.step).toBe('q0');
    const middle = press({ ...start, local: { ...start.local, step: 'q4999' } }, ['j'], world);
    expect(middle.local.step).toBe('q5000');
    expect(rowsOf(middle, world).filter((row) => /❯ .*Question number 5000|^Two /.test(row))).toHaveLength(2);
  });

  it('goes a page at a time', () => {
    const paged = press(start, ['pagedown', 'pagedown'], world);
    expect(rowsOf(paged, world).some((row) => row.startsWith('❯'))).toBe(true);
    expect(press(paged, ['pageup', 'pageup'], world).local.step).toBe(resultId);
  });

  it('is searched whole, and what is marked far down is in sight and taken', () => {
    const search = press(start, ['/', ...'number 77'], world);
    // 77 itself, 770 to 779 and 7700 to 7799 have it at the start of a word.
    const far = press(
      search,
      Array.from({ length: 60 }, () => 'down'),
      world,
    );
    const marked = rowsOf(far, world).find((row) => row.startsWith('❯'));
    expect(marked).toMatch(/Question number 77\d\d/);
    const taken = press(far, ['enter'], world);
    expect(marked).toContain(`Question number ${taken.local.step.slice(1)} `);
    const only = press(search, ['ctrl-u', ...'number 9999', 'down'], world);
    expect(rowsOf(only, world).filter((row) => row.includes('Question'))).toEqual([
      expect.stringMatching(/^❯ .*Question number 9999/),
    ]);
  });
});

describe('a key', () => {
  it.each([
    ['in the list of steps', start, 'j'],
    ['in a search for a step', press(start, ['/'], worldOf(100)), 'down'],
    ['in a page', press(start, ['o'], worldOf(100)), 'j'],
  ])('%s looks at no more steps of 10,000 than of 100', (_, screen, key) => {
    const seenOf = (count: number) => {
      let seen = 0;
      const world = worldOf(count, () => {
        seen += 1;
      });
      // In the first phase of both, after what is found once for each snapshot.
      const before = press(
        screen,
        Array.from({ length: 20 }, () => key),
        world,
      );
      frameOf(before, world);
      seen = 0;
      frameOf(press(before, [key], world), world);
      return seen;
    };
    expect(seenOf(10_000)).toBeLessThanOrEqual(seenOf(100));
  });
});
