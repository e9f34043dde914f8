import path from 'node:path';
import { isOpenedByShell, type LogPlace } from './find-logs.ts';

/** A word of the command line: the place that it names, under the name of a log where it gives one, and what was found there. */
export type LogWord = { readonly log: string | undefined; readonly place: string; readonly found: readonly LogPlace[] };

/**
 * Words that name the same from whatever folder; what came through a stream has to come again, as standard input, or through the FIFO
 * where there are others. Undefined where several streams have no name that lasts: only one of them can be standard input.
 */
export function wordsAgain(words: readonly LogWord[]): readonly string[] | undefined {
  const streams = new Map(
    words.flatMap(({ found }) => found.filter(({ isStream }) => isStream)).map((one) => [one.node ?? one.path, one]),
  );
  const lasts = (one: LogPlace) => streams.size > 1 && !isOpenedByShell(one.path);
  if ([...streams.values()].filter((one) => !lasts(one)).length > 1) return undefined;
  return words.map(({ log, place, found }) => {
    const isInput = found.some((one) => one.isStream && !lasts(one));
    return `${log === undefined ? '' : `${log}=`}${isInput ? '-' : path.resolve(place)}`;
  });
}
