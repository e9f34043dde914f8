import type { Readable } from 'node:stream';
import type { EvidenceFile } from '../evidence-folder.ts';
import type { ByteRange } from './open-bytes.ts';
import { type Pattern, type Search, startSearch, watchSearch } from './search-lines.ts';

/** Searches that were begun before it was known how the files are to be read. */
export type BegunSearches = {
  /** The search of a whole file for a pattern, for whoever asks first; undefined where it was not begun. */
  readonly take: (file: EvidenceFile, pattern: Pattern, range: ByteRange | undefined) => Search | undefined;
  /** Ends those that nobody took. */
  readonly stop: () => void;
};

/** A ripgrep that searches a whole file for texts (see `watchSearch`). */
export type EarlySearch = {
  readonly file: string;
  readonly texts: readonly string[];
  readonly output: Readable;
  readonly closed: Promise<number | null>;
  readonly said: () => string;
  readonly stop: () => void;
  /** Keeps the process until it has ended, which it does not do by itself. */
  readonly hold: () => void;
};

/** Smaller files are read before ripgrep has started. */
const minBytes = 1024 * 1024;
/** More side by side would wait for each other. */
const maxSearches = 2;

/**
 * Begins to search files for texts: most of an answer is ripgrep's work, and what must be loaded to understand the lines it finds
 * can be loaded meanwhile.
 */
export function beginSearches(options: {
  readonly files: readonly EvidenceFile[];
  readonly texts: readonly string[];
  /** A search that was begun even earlier. */
  readonly early?: EarlySearch | undefined;
  readonly signal: AbortSignal;
}): BegunSearches {
  const { files, texts, early, signal } = options;
  const large = files.filter(
    ({ bytes, packing, problem }) => problem === undefined && packing === 'none' && bytes >= minBytes,
  );
  const isFit = texts.length > 0 && large.length <= maxSearches && !texts.some((text) => text.includes('\n'));
  const begin = (file: EvidenceFile): Search => {
    const isBegun = early !== undefined && early.file === file.path && early.texts.join('\n') === texts.join('\n');
    if (!isBegun) return startSearch({ file, pattern: { texts }, signal });
    early.hold();
    return watchSearch({ ...early, output: early.output.removeAllListeners('readable'), signal });
  };
  const begun = new Map((isFit ? large : []).map((file) => [file.path, begin(file)]));
  return {
    take: (file, pattern, range) => {
      const search = begun.get(file.path);
      const isSame = range === undefined && 'texts' in pattern && pattern.texts.join('\n') === texts.join('\n');
      if (search === undefined || !isSame) return undefined;
      begun.delete(file.path);
      return search;
    },
    stop: () => {
      for (const search of begun.values()) search.stop();
    },
  };
}
