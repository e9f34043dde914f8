import { kindOf } from '../../incident/state.ts';
import type { Focus } from '../layout.ts';
import { type Line, line, type Span, span, spread } from '../line.ts';
import type { Screen } from '../screen.ts';
import { findStep, type World } from '../world.ts';
import { progressOf } from './steps.ts';

/** The tab row of a small terminal: all three panels, the one in sight in brackets, and the rows below it that are not. */
export function tabsLine(screen: Screen, world: World, below: number): Line {
  const step = findStep(world, screen.local.step);
  const kind = step === undefined ? 'result' : kindOf(step);
  const names: { readonly [F in Focus]: string } = {
    steps: `Steps ${progressOf(world)}`,
    step: { ask: 'Question', do: 'Action', check: 'Check', result: 'Result' }[kind],
    ranking: 'Ranking',
  };
  const tabs = line(
    ...(Object.keys(names) as Focus[]).flatMap((focus): readonly Span[] =>
      focus === screen.focus ? [span(`[${names[focus]}]`, 'focus'), span(' ')] : [span(` ${names[focus]}  `, 'quiet')],
    ),
  );
  return spread(
    tabs,
    line(span(below > 0 ? ` ${world.theme.glyphs.down} ${below} ` : '', 'quiet')),
    world.size.columns,
  );
}
