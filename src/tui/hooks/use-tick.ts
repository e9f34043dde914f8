import { useAnimation } from 'ink';

/** Counts up once a second while something runs. The screen's only timer: an idle screen writes nothing. */
export function useTick(isRunning: boolean): number {
  return useAnimation({ interval: 1_000, isActive: isRunning }).frame;
}
