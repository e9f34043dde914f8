import type { Format } from './format.ts';

/** Lines as they are: no stamp, no fields. What is left where no format fits. */
export const plainText: Format = {
  id: 'text',
  title: 'Plain text',
  stamps: 'start',
  duration: undefined,
  open: () => ({
    parse: () => ({ atMs: Number.NaN, resolutionMs: Number.NaN, fields: {} }),
    quickStamp: () => undefined,
    isContinuation: undefined,
  }),
  find: () => undefined,
};

/** The format of a log that none was found for: none of its lines parses. */
export const unknownFormat: Format = {
  ...plainText,
  id: 'unknown',
  title: 'No known format',
  open: () => ({ parse: () => undefined, quickStamp: () => undefined, isContinuation: undefined }),
};
