import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { Line } from '../line.ts';
import type { Theme } from '../theme.ts';

/** A line that stays: as long as it is, so that it can be copied, and broken rather than cut where the terminal has become narrower. */
export function PrintedRow({ line: { spans }, theme }: { readonly line: Line; readonly theme: Theme }): ReactNode {
  return (
    <Text wrap="hard">
      {spans.length === 0 ? ' ' : null}
      {spans.map(({ text, tone }, index) => (
        <Text key={index} {...theme.look(tone)}>
          {theme.spell(text)}
        </Text>
      ))}
    </Text>
  );
}
