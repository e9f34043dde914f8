import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { describeFile, type EvidenceFile, type EvidenceFolder, withoutTwins } from '../../logs/evidence-folder.ts';
import { sideBySide } from '../../logs/side-by-side.ts';
import type { SourceCatalog, SourceEntry } from '../../logs/source.ts';
import { type FoundLogs, findLogs } from './find-logs.ts';
import { createKeptStreams, type KeptStreams } from './kept-streams.ts';
import type { LogFlags } from './log-flags.ts';
import { readLogSource } from './log-source.ts';
import { type LogWord, wordsAgain } from './words-again.ts';

/**
 * The logs that were named on the command line. `names` are their ids, in order; those without a name are one log, `events`. `words`
 * name the same from whatever folder, undefined where none would (see `wordsAgain`). `isLimited`: the
 * time-out counts for the answer too. Not where it ended a stream: what had come by then is to be answered.
 */
export type LogFiles = {
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
  readonly names: readonly string[];
  readonly words: readonly string[] | undefined;
  readonly isLimited: boolean;
  readonly close: () => void;
};

/** `words` are what named it. */
type NamedLog = FoundLogs & { readonly id: string; readonly words: readonly LogWord[] };

/**
 * Opens what was named: files, FIFOs, folders, globs, `-` for standard input, each alone or as `name=…`. A file that is named twice
 * counts once in a log. Throws a `UserError` for what is not there, and where nothing can be read; what else is there and cannot be
 * read is told with the answer. Streams are read to their end, or up to the time-out: where they end before, the answer has that time anew.
 */
export async function openLogFiles(options: {
  readonly files: readonly string[];
  readonly flags: LogFlags;
  readonly signal: AbortSignal;
}): Promise<LogFiles> {
  const { files, flags, signal } = options;
  if (files.length === 0 && flags.source === undefined)
    throw new UserError({
      message: 'which log?',
      hint: 'Name files, folders or globs, - for standard input, or --source FILE.',
    });
  const logs = await findNamed(files);
  if (flags.follow === true) assertNoStream(logs);
  const reading = readingOf(flags);
  const source = flags.source === undefined ? [] : [await readLogSource(flags.source)];
  if (source.length > 0) assertNamed(logs);
  const streams = createKeptStreams({ signal, timeout: flags.timeout });
  try {
    const read = await Promise.all(logs.map((log) => readFiles(log, streams)));
    if (source.length === 0) assertSomeReadable(logs, read.flat());
    const known = new Map(logs.map(({ id, unseen }, at) => [id, { files: read[at] ?? [], unseen }]));
    const entries = [...known].map(([id, { files: found }]): SourceEntry => {
      const title = id === 'events' ? found.map(({ name }) => name).join(', ') : id;
      return { id, title, owner: 'you', kind: 'log', log: { fields: {}, orText: true, files: id, ...reading } };
    });
    const all = [...entries, ...source.map((entry) => ({ ...entry, log: { ...entry.log, ...reading } }))];
    return {
      folder: {
        path: process.cwd(),
        files: async (ids) => [ids].flat().flatMap((id) => known.get(id)?.files ?? []),
        unseen: async (ids) => [ids].flat().flatMap((id) => known.get(id)?.unseen ?? []),
        list: async () => read.flat().map(({ name }) => name),
      },
      sources: new Map(all.map((entry) => [entry.id, entry])),
      names: all.map(({ id }) => id),
      words: wordsAgain(logs.flatMap((log) => log.words)),
      isLimited: source.length > 0 || read.flat().every(({ cut }) => cut === undefined),
      close: streams.close,
    };
  } catch (cause) {
    streams.close();
    throw cause;
  }
}

/** The logs by their ids, in order; a word with `=` is a name and a place, unless a file is named so. */
async function findNamed(words: readonly string[]): Promise<readonly NamedLog[]> {
  const logs = new Map<string, NamedLog>();
  for (const word of words) {
    const isThere = (await stat(word).catch(() => undefined)) !== undefined;
    const named = isThere ? null : /^([a-z][a-z0-9_]*)=(.+)$/s.exec(word);
    const [id, place] = named === null ? ['events', word] : [named[1] as string, named[2] as string];
    const { places, unseen } = await findLogs(place);
    const before = logs.get(id) ?? { places: [], unseen: [], words: [] };
    logs.set(id, {
      id,
      places: [...before.places, ...places],
      unseen: [...before.unseen, ...unseen],
      words: [...before.words, { log: named === null ? undefined : id, place, found: places }],
    });
  }
  return [...logs.values()];
}

function assertNamed(logs: readonly NamedLog[]): void {
  const [word] = logs.find(({ id }) => id === 'events')?.words ?? [];
  if (word === undefined) return;
  const { place } = word;
  throw new UserError({
    message: `--source is a log already, and ${place} is another`,
    hint: `To compare them, give it a name: other=${place}. Else leave one out.`,
  });
}

function readingOf({ format, stamps, zone, duration }: LogFlags) {
  return {
    ...(format === undefined ? {} : { format }),
    ...(stamps === undefined ? {} : { stamps }),
    ...(zone === undefined ? {} : { zone }),
    ...(duration === undefined ? {} : { duration: readDuration(duration) }),
  };
}

function assertNoStream(logs: readonly NamedLog[]): void {
  const stream = logs.flatMap(({ places }) => places).find(({ isStream }) => isStream);
  if (stream !== undefined)
    throw new UserError({ message: `${stream.name} cannot be followed`, hint: 'Name the file that is written.' });
}

function readFiles({ places }: NamedLog, streams: KeptStreams): Promise<readonly EvidenceFile[]> {
  return sideBySide(withoutTwins(places), (place) =>
    place.isStream ? streams.keep(place) : describeFile(place.path, place.name),
  );
}

function assertSomeReadable(logs: readonly NamedLog[], files: readonly EvidenceFile[]): void {
  if (files.some(({ problem }) => problem === undefined)) return;
  const unseen = logs.flatMap((log) => log.unseen.map(({ problem }) => problem));
  const problems = [...unseen, ...files.flatMap(({ problem }) => problem ?? [])];
  throw new UserError(problems.map((message) => ({ message })));
}

/** `rt:s` or `dur_ms:ms`. */
function readDuration(text: string): { readonly field: string; readonly unit: 'ms' | 's' } {
  const match = /^(\S+):(ms|s)$/.exec(text);
  if (match === null)
    throw new UserError({
      message: `"${text}" is not a duration field`,
      hint: 'Write the field and its unit: --duration request_time:s.',
    });
  return { field: match[1] as string, unit: match[2] as 'ms' | 's' };
}
