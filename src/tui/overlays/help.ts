import type { StepStatus } from '../../incident/events.ts';
import type { Binding } from '../binding.ts';
import type { KeyContext } from '../key-context.ts';
import { keyTable } from '../keys.ts';
import { blank, type Line, line, span } from '../line.ts';
import { statusWords, type Theme } from '../theme.ts';
import type { World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** Every key with what it does, and why it is off where it is; then the signs. */
export function helpLines(world: World, context: KeyContext, columns: number): readonly Line[] {
  return [
    ...keyLines(({ modes }) => modes.includes(context.mode), context, columns),
    blank,
    ...(context.mode === 'inline' ? [] : pageKeyLines(columns)),
    line(span('While writing or searching', 'strong')),
    ...keyLines(isWriting, undefined, columns),
    blank,
    line(span('While pasting a log text', 'strong')),
    ...keyLines((binding) => isPasting(binding) && !isWriting(binding), undefined, columns),
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

function pageKeyLines(columns: number): readonly Line[] {
  return [
    line(span('In a page on top', 'strong')),
    ...keyLines(({ modes }) => modes.includes('overlay') && !modes.includes('walk'), undefined, columns),
    blank,
  ];
}

/** Keys with what they do; with a context also why one is off. */
export function keyLines(
  isWanted: (binding: Binding) => boolean,
  context: KeyContext | undefined,
  columns: number,
): readonly Line[] {
  return keyTable.filter(isWanted).flatMap((binding) => {
    const off = context === undefined ? undefined : binding.off?.(context);
    const text = off === undefined ? binding.help : `${binding.help} (off: ${off})`;
    return hanging(binding.shows.padEnd(7), text, columns, off === undefined ? 'plain' : 'quiet');
  });
}

function isWriting({ modes }: Binding): boolean {
  return !modes.includes('walk') && (modes.includes('field') || modes.includes('search'));
}

function isPasting({ modes }: Binding): boolean {
  return !modes.includes('walk') && (modes.includes('paste') || modes.includes('pick'));
}

function signLines(theme: Theme): readonly Line[] {
  return (Object.keys(statusWords) as StepStatus[]).map((status) =>
    line(span(`${theme.glyphs.status[status]}  `, status), span(statusWords[status])),
  );
}
