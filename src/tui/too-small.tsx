import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Size } from './layout.ts';
import { line } from './line.ts';
import { Row } from './row.tsx';
import type { Theme } from './theme.ts';
import { wrap } from './wrap.ts';

/** What stands in place of a screen on a terminal that has no room for one. */
export function TooSmall(props: { readonly size: Size; readonly theme: Theme }): ReactNode {
  const { size, theme } = props;
  const { columns, rows } = size;
  const text = `causebook needs 40x10, this is ${columns}x${rows}. q leaves; all is saved.`;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {wrap(text, columns)
        .slice(0, rows)
        .map((row, index) => (
          <Row key={index} line={line(row)} columns={columns} theme={theme} />
        ))}
    </Box>
  );
}
