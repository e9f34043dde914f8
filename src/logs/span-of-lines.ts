import type { EvidenceFile, EvidenceFolder } from './evidence-folder.ts';
import type { KnownFormats } from './formats/known-formats.ts';
import { timingOf } from './gather/gatherer.ts';
import { timesOf } from './gather/times.ts';
import { createLineSplitter } from './read/line-splitter.ts';
import { openBytes } from './read/open-bytes.ts';
import { startSearchOfAll } from './read/search-lines.ts';
import { takeInTurns } from './read/take-in-turns.ts';
import type { LogSource } from './source.ts';
import type { Window } from './window.ts';

/** The time from the first to the last event of any of the logs whose line contains a text; undefined when there is none. */
export async function spanOfLines(options: {
  readonly logs: readonly LogSource[];
  readonly folder: EvidenceFolder;
  readonly known: KnownFormats;
  readonly match: string;
  readonly signal: AbortSignal;
}): Promise<Window | undefined> {
  const { logs, folder, known, match, signal } = options;
  const owners = new Map<string, { readonly file: EvidenceFile; readonly log: LogSource }>();
  for (const log of logs) {
    // A file that cannot be read is told by the checks that need it.
    for (const file of await folder.files(log.files ?? []))
      if (file.problem === undefined) owners.set(file.path, { file, log });
  }
  let span: Window | undefined;
  const onLine = (path: string, text: string) => {
    const owner = owners.get(path);
    if (owner === undefined) return;
    const { file, log } = owner;
    const context = { zone: log.zone ?? 'UTC', modifiedMs: file.modifiedMs };
    const format = log.format === undefined ? known.formats.detect([text], context) : known.formats.get(log.format);
    const parsed = format?.open(context).parse(text);
    if (parsed === undefined) return;
    const { startMs, endMs } = timesOf(parsed, { raw: text, ref: 0, part: 0, line: 0 }, timingOf(format, log));
    const from = Number.isNaN(startMs) ? endMs : startMs;
    const to = Number.isNaN(endMs) ? startMs : endMs;
    if (Number.isNaN(from)) return;
    span = { fromMs: Math.min(span?.fromMs ?? from, from), toMs: Math.max(span?.toMs ?? to, to) };
  };
  const files = [...owners.values()].map(({ file }) => file);
  // Together they are one search, of which each line begins with its path: that must not be two lines.
  const isPlain = ({ packing, path }: EvidenceFile) => packing === 'none' && !path.includes('\n');
  const paths = files.filter(isPlain).map(({ path }) => path);
  if (paths.length > 0) await searchTogether({ paths, match, signal, onLine });
  for (const file of files.filter((one) => !isPlain(one)))
    await searchAlone({ file, match, signal, onLine: (text) => onLine(file.path, text) });
  return span;
}

async function searchTogether(of: {
  readonly paths: readonly string[];
  readonly match: string;
  readonly signal: AbortSignal;
  readonly onLine: (path: string, text: string) => void;
}): Promise<void> {
  const { paths, match, signal, onLine } = of;
  const splitter = createLineSplitter({
    offset: 1,
    // path NUL number:text
    onLine: (text) => {
      const end = text.indexOf('\0');
      onLine(text.slice(0, end), text.slice(text.indexOf(':', end) + 1));
    },
  });
  const search = startSearchOfAll({ paths, pattern: { texts: [match] }, signal });
  try {
    await takeInTurns(search.output, (block) => {
      signal.throwIfAborted();
      splitter.push(block);
    });
    splitter.end();
  } finally {
    search.stop();
  }
}

async function searchAlone(of: {
  readonly file: EvidenceFile;
  readonly match: string;
  readonly signal: AbortSignal;
  readonly onLine: (text: string) => void;
}): Promise<void> {
  const { file, match, signal, onLine } = of;
  const splitter = createLineSplitter({
    offset: 0,
    onLine: (text) => {
      if (text.includes(match)) onLine(text);
    },
  });
  try {
    await takeInTurns(openBytes(file, signal), (block) => {
      splitter.push(block);
    });
  } catch (cause) {
    // What was read of a broken file counts; the checks that need it tell of it.
    if (signal.aborted) throw cause;
  }
  splitter.end();
}
