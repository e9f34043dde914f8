import path from 'node:path';
import { renderWindow, type Window } from '../../logs/window.ts';
import { nameOf } from './assert-log-flags.ts';
import type { LogFlags } from './log-flags.ts';

/**
 * The words that ask the same again, in whatever folder and whenever: files by their full paths, a window by its ends. How it is
 * printed, and for how long it may run, is left to who asks again.
 */
export function logCommand(of: {
  readonly words: readonly string[];
  readonly flags: LogFlags;
  readonly window: Window | undefined;
}): readonly string[] {
  const { json, timeout, dryRun, follow, missing, missingIds, source, window, ...asked } = of.flags;
  const flags = {
    ...asked,
    window: of.window === undefined ? undefined : renderWindow(of.window),
    missing: missingIds === undefined ? missing : undefined,
    missingIds: missingIds === undefined ? undefined : path.resolve(missingIds),
    source: source === undefined ? undefined : path.resolve(source),
  };
  return [
    ...['causebook', 'check', 'log', ...of.words],
    ...Object.entries(flags).flatMap(([flag, given]) =>
      [given ?? []].flat().flatMap((one) => (one === true ? [nameOf(flag)] : [nameOf(flag), String(one)])),
    ),
  ];
}
