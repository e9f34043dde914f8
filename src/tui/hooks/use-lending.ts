import { useApp } from 'ink';

/** Gives the terminal away for the time of a task: the screen closes, and is drawn whole again afterwards. */
export function useLending(
  lend: (task: () => Promise<void>) => Promise<void>,
): (task: () => Promise<void>) => Promise<void> {
  const { suspendTerminal } = useApp();
  return (task) => suspendTerminal(() => lend(task));
}
