import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { App } from '../../../src/tui/app.tsx';
import { looksOf } from '../../../src/tui/looks.ts';
import { createPainter } from '../../../src/tui/paint/painter.ts';
import { createTheme } from '../../../src/tui/theme.ts';
import { sampleResult } from '../sample-result.ts';
import { createSampleSession } from '../sample-session.ts';
import { createOutside } from '../stage.ts';

/**
 * Megabytes of heap after garbage collection, at the start, in the middle and at the end of a session: `frames` frames with a check that
 * begins and ends, a key between them now and then, as many as an engineer sees in hours.
 */
export async function measureMemory(frames: number): Promise<readonly number[]> {
  const session = createSampleSession();
  const stdout = Object.assign(new PassThrough(), { columns: 140, rows: 40, isTTY: true });
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => {},
    unref: () => {},
  });
  stdout.resume();
  const size = { columns: 140, rows: 40 };
  const theme = createTheme({ looks: looksOf.default, colours: '256', unicode: true });
  const painter = createPainter({ write: () => undefined, theme });
  let drawn = () => {};
  const instance = render(
    <App
      session={session}
      note={() => '# The note'}
      result={() => sampleResult}
      notePath="/note.md"
      resumeCommand="causebook resume x"
      size={size}
      theme={theme}
      redraw={() => undefined}
      paint={(rows) => {
        painter.paint({ size, rows });
        drawn();
      }}
      now={Date.now}
      outside={createOutside()}
      lend={(task) => task()}
      onLeave={() => {}}
    />,
    {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      interactive: true,
      incrementalRendering: true,
      patchConsole: false,
      exitOnCtrlC: false,
    },
  );
  const heap: number[] = [];
  // Progress alone is not drawn at once: another check begins with each frame.
  const steps = ['client_outcome', 'intervals'];
  const keys = ['j', 'k', '\t', 'w', '\u001b'];
  const weigh = async () => {
    await new Promise(setImmediate);
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  };
  for (let frame = 0; frame < frames; frame++) {
    // The first tenth warms up: compiled code is no leak.
    if (frame === Math.floor(frames / 10) || frame === Math.floor(frames * 0.55)) await weigh();
    const next = new Promise<void>((resolve) => {
      drawn = resolve;
    });
    session.show({
      running: [{ step: steps[frame % 2] ?? '', sinceMs: Date.now() - frame, progress: `${frame} lines read` }],
    });
    if (frame % 20 === 0) stdin.write(keys[(frame / 20) % keys.length] ?? '');
    await next;
    // Behind what React still does for this frame.
    await new Promise(setImmediate);
  }
  await weigh();
  instance.unmount();
  painter.stop();
  return heap;
}
