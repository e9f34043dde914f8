import type { Snapshot } from '../incident/session.ts';
import type { ViewProps } from './app-props.ts';
import type { World } from './world.ts';

/** The world at this moment. `tick` counts the seconds that something has run. */
export function worldOf(props: ViewProps, tick = 0, snapshot: Snapshot = props.session.snapshot()): World {
  const { session, size, theme, now, note, result, notePath, resumeCommand } = props;
  const { runbook } = session.runbook;
  const { redact } = session;
  return { runbook, snapshot, redact, size, theme, now: now(), tick, note, result, notePath, resumeCommand };
}
