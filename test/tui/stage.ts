import type { Snapshot } from '../../src/incident/session.ts';
import type { Size } from '../../src/tui/layout.ts';
import { looksOf } from '../../src/tui/looks.ts';
import { createTheme } from '../../src/tui/theme.ts';
import type { World } from '../../src/tui/world.ts';
import { sampleResult } from './sample-result.ts';
import { createSampleSession, openedAt, type SampleSession } from './sample-session.ts';

/** What a screen is drawn from, at a size; four minutes after the incident was opened. */
export function createWorld(
  options: {
    readonly size?: Size;
    readonly session?: SampleSession;
    readonly unicode?: boolean;
    readonly snapshot?: Snapshot;
  } = {},
): World {
  const session = options.session ?? createSampleSession();
  return {
    runbook: session.runbook.runbook,
    snapshot: options.snapshot ?? session.snapshot(),
    size: options.size ?? { columns: 80, rows: 24 },
    theme: createTheme({ looks: looksOf.default, colours: 'none', unicode: options.unicode ?? true }),
    now: Date.parse(openedAt) + 240_000,
    tick: 0,
    redact: session.redact,
    note: () => '# Incident 2026-11-23-k7f3\n\nThree requests, 2006 ms apart.',
    result: () => sampleResult,
    notePath: '/incidents/2026-11-23-k7f3/note.md',
    resumeCommand: 'causebook resume 2026-11-23-k7f3',
  };
}

/** A machine that does nothing, and keeps what it was asked to copy and show. */
export function createOutside() {
  const copied: string[] = [];
  const viewed: { readonly name: string; readonly text: string }[] = [];
  return {
    copied,
    viewed,
    copy: async (text: string) => {
      copied.push(text);
      return 'to the tmux buffer';
    },
    view: async (name: string, text: string) => {
      viewed.push({ name, text });
    },
    stop: async () => undefined,
  };
}
