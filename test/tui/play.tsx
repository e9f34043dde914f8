import { runTui } from '../../src/tui/run-tui.tsx';
import { createSampleSession } from './sample-session.ts';

const session = createSampleSession();
if (process.argv.includes('--running')) {
  session.show({ running: [{ step: 'client_outcome', sinceMs: Date.now() - 3000, progress: 'reading aspin-outbound.jsonl' }] });
}
const how = await runTui({
  session,
  note: () => '# Incident 2026-11-23-k7f3\n\n## Findings\n- 3 requests, 2006 ms apart\n',
  notePath: '/home/me/.local/state/causebook/incidents/2026-11-23-k7f3/note.md',
  resumeCommand: 'causebook resume 2026-11-23-k7f3',
  stdin: process.stdin,
  stdout: process.stdout,
  color: process.env['NO_COLOR'] === undefined,
  env: process.env,
});
process.stdout.write(`left: ${how}\n`);
process.stdout.write(`told: ${JSON.stringify(session.dispatched)}\n`);
