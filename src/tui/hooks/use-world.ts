import type { AppProps } from '../app.tsx';
import type { World } from '../world.ts';
import { useSession } from './use-session.ts';
import { useTick } from './use-tick.ts';

/** What a frame is `drawn` from, and the `newest` that a key meets: it may be newer than what is on screen. */
export function useWorld(props: Omit<AppProps, 'outside' | 'lend' | 'onLeave'>): {
  readonly drawn: World;
  readonly newest: () => World;
} {
  const { session } = props;
  const snapshot = useSession(session);
  const tick = useTick(snapshot.running.length > 0);
  const newest = (): World => ({
    runbook: session.runbook.runbook,
    snapshot: session.snapshot(),
    size: props.size,
    theme: props.theme,
    now: props.now(),
    tick,
    note: props.note,
    result: props.result,
    notePath: props.notePath,
    resumeCommand: props.resumeCommand,
  });
  return { drawn: { ...newest(), snapshot }, newest };
}
