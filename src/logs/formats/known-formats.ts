import { detectFormat, logFormats, parseLine, quickStamp } from '../formats.ts';
import type { Format, Formats } from './format.ts';

export function openFormats(_definitions: readonly unknown[]): Formats {
  const all = logFormats.map(
    (id): Format => ({
      id,
      title: id,
      stamps: 'start',
      duration: undefined,
      open: () => ({
        parse: (text) => parseLine(id, text),
        quickStamp: (text) => quickStamp(id, text),
        isContinuation: undefined,
      }),
      find: () => undefined,
    }),
  );
  const get = (id: string) => all.find((one) => one.id === id);
  return {
    all,
    get,
    detect: (lines) => {
      const id = detectFormat(lines);
      return id === undefined ? undefined : get(id);
    },
  };
}
