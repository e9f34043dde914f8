import type { StepStatus } from '../../incident/events.ts';
import type { KeyContext } from '../key-context.ts';
import { keyTable } from '../keys.ts';
import { blank, type Line, line, span } from '../line.ts';
import { statusWords, type Theme } from '../theme.ts';
import type { World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** Every key with what it does, and why it is off where it is; then the signs. */
export function helpLines(world: World, context: KeyContext, columns: number): readonly Line[] {
  return [
    ...keyTable
      .filter(({ modes }) => modes.includes('walk'))
      .flatMap((binding) => {
        const off = binding.off?.(context);
        const label = binding.shows.padEnd(7);
        return hanging(
          label,
          off === undefined ? binding.help : `${binding.help} (off: ${off})`,
          columns,
          off === undefined ? 'plain' : 'quiet',
        );
      }),
    blank,
    line(span('While writing', 'strong')),
    ...keyTable
      .filter(({ modes }) => modes.includes('field') && !modes.includes('walk'))
      .flatMap((binding) => hanging(binding.shows.padEnd(7), binding.help, columns)),
    blank,
    line(span('While pasting a log text', 'strong')),
    ...keyTable
      .filter(({ modes }) => !modes.includes('walk') && (modes.includes('paste') || modes.includes('pick')))
      .flatMap((binding) => hanging(binding.shows.padEnd(7), binding.help, columns)),
    blank,
    line(span('Signs', 'strong')),
    ...signLines(world.theme),
    blank,
    line(span('Points', 'strong')),
    ...paragraph(
      '10 points are odds of ten to one. A bar is full from a lead of 10, which is what settling takes.',
      columns,
    ),
    blank,
    ...hanging('Note', world.notePath, columns),
    ...hanging('Go on later with', world.resumeCommand, columns),
  ];
}

function signLines(theme: Theme): readonly Line[] {
  return (Object.keys(statusWords) as StepStatus[]).map((status) =>
    line(span(`${theme.glyphs.status[status]}  `, status), span(statusWords[status])),
  );
}
