import { Text } from 'ink';
import type { ReactNode } from 'react';
import { fitLine, type Line } from './line.ts';
import type { Theme } from './theme.ts';

/** One row of the screen, exactly `columns` wide: one `Text`, because Ink shrinks and wraps boxes side by side. */
export function Row(props: { readonly line: Line; readonly columns: number; readonly theme: Theme }): ReactNode {
  const { theme } = props;
  const { spans, isSelected } = fitLine(props.line, props.columns);
  if (isSelected) {
    return (
      <Text wrap="truncate-end" inverse bold>
        {theme.spell(spans.map(({ text }) => text).join(''))}
      </Text>
    );
  }
  return (
    <Text wrap="truncate-end">
      {spans.map(({ text, tone }, index) => (
        <Text key={index} {...theme.look(tone)}>
          {theme.spell(text)}
        </Text>
      ))}
    </Text>
  );
}
