import { Box } from 'ink';
import type { ReactNode } from 'react';
import { frameOf } from './frame.ts';
import { type Line, line, span, spread } from './line.ts';
import { Panel } from './panel.tsx';
import { footerLine, lastingLine } from './panels/footer.ts';
import { headerLine } from './panels/header.ts';
import { tabsLine } from './panels/tabs.ts';
import { Row } from './row.tsx';
import type { Screen } from './screen.ts';
import { TooSmall } from './too-small.tsx';
import type { World } from './world.ts';

/** The walk: header, panels, the ranking in brief, the text field, messages, keys. Exactly as high as the terminal. */
export function Walk(props: { readonly screen: Screen; readonly world: World }): ReactNode {
  const { screen, world } = props;
  const { theme, size } = world;
  const { columns, rows } = size;
  const frame = frameOf(screen, world);
  if (frame.layout.kind === 'none') return <TooSmall size={size} theme={theme} />;
  const message = messageLine(screen);
  const isReplaced = !frame.layout.hasMessageRow && screen.message !== undefined;
  const footer = isReplaced ? spread(message, lastingLine(frame.context), columns) : footerLine(frame.context, columns);
  const isTabbed = frame.layout.kind === 'tabs' && screen.overlay === undefined && screen.paste === undefined;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Row line={headerLine(world)} columns={columns} theme={theme} />
      <Box width={columns} flexShrink={0}>
        {frame.panes.map((pane) => (
          <Panel
            key={pane.id}
            pane={pane}
            theme={theme}
            {...(isTabbed ? { title: tabsLine(screen, world, pane.below) } : {})}
          />
        ))}
      </Box>
      {frame.strip === undefined ? null : <Panel pane={frame.strip} theme={theme} />}
      {frame.drawer === undefined ? null : <Panel pane={frame.drawer} theme={theme} />}
      {frame.layout.hasMessageRow ? <Row line={message} columns={columns} theme={theme} /> : null}
      <Row line={footer} columns={columns} theme={theme} />
    </Box>
  );
}

function messageLine(screen: Screen): Line {
  return screen.message === undefined ? line() : line(span(` ${screen.message.text}`, screen.message.tone));
}
