import { render } from 'ink-testing-library';
import { expect, vi } from 'vitest';
import { App } from '../../src/tui/app.tsx';
import { looksOf } from '../../src/tui/looks.ts';
import { createTheme } from '../../src/tui/theme.ts';
import { rowsText } from './rows-text.ts';
import { sampleResult } from './sample-result.ts';
import { openedAt } from './sample-session.ts';
import { createOutside } from './stage.ts';

/** Starts the app over a session; resolves once it listens to the keyboard. */
export async function startApp(session: Parameters<typeof App>[0]['session'], first = 'Question 1 of 3') {
  const left: string[] = [];
  const outside = createOutside();
  const theme = createTheme({ looks: looksOf.default, colours: 'none', unicode: true });
  let frame = '';
  const app = render(
    <App
      session={session}
      note={() => '# The note'}
      result={() => sampleResult}
      notePath="/note.md"
      resumeCommand="causebook resume x"
      size={{ columns: 100, rows: 30 }}
      theme={theme}
      now={() => Date.parse(openedAt)}
      outside={outside}
      lend={(task) => task()}
      redraw={() => undefined}
      paint={(rows) => {
        frame = rowsText(rows, theme);
      }}
      onLeave={(how) => left.push(how)}
    />,
  );
  const shows = (text: string) => vi.waitFor(() => expect(frame).toContain(text));
  await vi.waitFor(() => expect(app.stdin.listenerCount('readable')).toBeGreaterThan(0));
  await shows(first);
  return { ...app, left, outside, shows, press: (keys: string) => app.stdin.write(keys) };
}
