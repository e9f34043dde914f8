import { runInline } from '../../src/tui/inline/run-inline.ts';
import { looksOf } from '../../src/tui/looks.ts';
import { runTui } from '../../src/tui/run-tui.ts';
import { sampleResult } from './sample-result.ts';
import { createSampleSession } from './sample-session.ts';
import { createOutside } from './stage.ts';

// Runs the walk over the sample session; a program of its own, for tests in a real terminal and for looking at it.
const flags = process.argv.slice(2);
const session = createSampleSession();
if (flags.includes('--running')) {
  session.show({
    running: [{ step: 'client_outcome', sinceMs: Date.now(), progress: 'reading aspin-outbound.jsonl' }],
  });
}

const run = flags.includes('--inline') ? runInline : runTui;
const left = await run({
  outside: createOutside(),
  session,
  note: () => {
    if (flags.includes('--broken-note')) throw new Error('the note is broken');
    return '# Incident 2026-11-23-k7f3\n\n## Findings\n\n- 3 requests, 2006 ms apart';
  },
  result: () => sampleResult,
  notePath: '/home/me/.local/state/causebook/incidents/2026-11-23-k7f3/note.md',
  resumeCommand: 'causebook resume 2026-11-23-k7f3',
  stdin: process.stdin,
  stdout: process.stdout,
  colouring: { looks: looksOf.default, colours: process.env.NO_COLOR === undefined ? '256' : 'none' },
  env: process.env,
}).then(
  (how) => `left: ${how}`,
  (cause: unknown) => `broke: ${cause instanceof Error ? cause.message : String(cause)}`,
);
process.stdout.write(`${left}\n`);
