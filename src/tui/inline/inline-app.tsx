import { Box, Static } from 'ink';
import type { ReactNode } from 'react';
import type { AppProps } from '../app-props.ts';
import { useChange } from '../hooks/use-change.ts';
import { useKeyboard } from '../hooks/use-keyboard.ts';
import { useLending } from '../hooks/use-lending.ts';
import { useModel } from '../hooks/use-model.ts';
import { useWorld } from '../hooks/use-world.ts';
import { type Line, lineWidth } from '../line.ts';
import { perform } from '../perform.ts';
import type { Request } from '../request.ts';
import { Row } from '../row.tsx';
import type { Happening } from '../update.ts';
import { type Inline, openInline } from './inline.ts';
import { liveLines } from './live-lines.ts';
import { PrintedRow } from './printed-row.tsx';
import { updateInline } from './update-inline.ts';

/** The walk below the shell's own lines. `isOver` leaves only what stays; `onDrawn` hears how wide each live line is. */
export function InlineApp(
  props: AppProps & { readonly isOver: boolean; readonly onDrawn: (widths: readonly number[]) => void },
): ReactNode {
  const { theme, size } = props;
  const { drawn, newest } = useWorld(props);
  const lend = useLending(props.lend);
  const [{ screen, printed }, send] = useModel<Inline, Happening, Request>({
    create: () => openInline(newest()),
    update: (state, happening) => updateInline(state, happening, newest()),
    perform: (request, tell) => perform({ ...props, lend }, request, tell),
  });
  useKeyboard({
    onKey: (key) => send({ type: 'pressed', key }),
    onText: (text) => send({ type: 'typed', text }),
    onPaste: (text) => send({ type: 'pasted', text }),
  });
  useChange(drawn.snapshot, () => send({ type: 'changed' }));
  const live = props.isOver ? [] : liveLines(screen, drawn);
  props.onDrawn(live.map((row) => Math.min(lineWidth(row), size.columns - 1)));
  return (
    <>
      <Static items={printed as Line[]}>{(row, index) => <PrintedRow key={index} line={row} theme={theme} />}</Static>
      <Box flexDirection="column">
        {live.map((row, index) => (
          <Row key={index} line={row} columns={size.columns - 1} theme={theme} />
        ))}
      </Box>
    </>
  );
}
