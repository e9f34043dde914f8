import { useAnimation } from 'ink';

/** Counts up four times a second while something runs. The screen's only timer: an idle screen writes nothing. */
export function useTick(isRunning: boolean): number {
  return useAnimation({ interval: 250, isActive: isRunning }).frame;
}
