import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type Line, line, lineWidth, span, spread } from '../line.ts';
import { Panel } from '../panel.tsx';
import { footerLine } from '../panels/footer.ts';
import { Row } from '../row.tsx';
import { TooSmall } from '../too-small.tsx';
import { type Home, type HomeWorld, homeContext } from './home.ts';
import { homeFrame } from './home-frame.ts';

/** The first screen: what there is, what is marked, a message, the keys. Exactly as high as the terminal. */
export function HomeScreen(props: { readonly home: Home; readonly world: HomeWorld }): ReactNode {
  const { home, world } = props;
  const { theme, size } = world;
  const { columns, rows } = size;
  if (columns < 40 || rows < 10) return <TooSmall size={size} theme={theme} />;
  const { panes, below } = homeFrame(home, world);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Row line={headerLine(world)} columns={columns} theme={theme} />
      <Box width={columns} flexShrink={0}>
        {panes.map((pane) => (
          <Panel key={pane.id} pane={pane} theme={theme} />
        ))}
      </Box>
      {below.map((pane) => (
        <Panel key={pane.id} pane={pane} theme={theme} />
      ))}
      <Row line={messageLine(home, world)} columns={columns} theme={theme} />
      <Row line={footerLine(homeContext(home, world), columns)} columns={columns} theme={theme} />
    </Box>
  );
}

function headerLine({ data, size }: HomeWorld): Line {
  const { incidents, runbooks } = data;
  const known = incidents === undefined ? 'reading the incidents …' : countText(incidents.length, 'incident');
  const name = line(span(' causebook', 'focus'), span('  '));
  const counts = line(span(`  ${known}, ${countText(runbooks.length, 'runbook')} `, 'quiet'));
  const full = line(...name.spans, span('from a bug report to its cause', 'quiet'));
  const left = [full, name].find((one) => lineWidth(one) + lineWidth(counts) <= size.columns);
  return left === undefined ? name : spread(left, counts, size.columns);
}

function messageLine(home: Home, { data }: HomeWorld): Line {
  if (home.message !== undefined) return line(span(` ${home.message.text}`, home.message.tone));
  const [trouble] = data.troubles;
  return trouble === undefined ? line() : line(span(` ${trouble}`, 'warn'));
}

function countText(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
