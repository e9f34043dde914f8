import { CheckProblem, inputMissing, SourceMissing } from '../errors.ts';
import { renderShell } from '../shell.ts';
import type { TemporaryFolder } from '../temporary-folder.ts';
import type { EvidenceFile, EvidenceFolder, Unseen } from './evidence-folder.ts';
import type { Filter } from './filter.ts';
import { type KnownFormats, knowFormats } from './formats/known-formats.ts';
import { unknownFormat } from './formats/plain-text.ts';
import { type Gathered, gather } from './gather/gather.ts';
import type { Room } from './gather/kept-lines.ts';
import type { Places } from './gather/places.ts';
import type { Scope } from './log-store.ts';
import type { QuestionSpec } from './questions/create-question.ts';
import type { BegunSearches } from './read/begin-searches.ts';
import type { CommandOutput } from './read/command-output.ts';
import { readConfig } from './read-config.ts';
import { noReport, obstaclesOf, type ReadReport } from './read-report.ts';
import type { FileEntry, LogEntry, SourceEntry } from './source.ts';
import { storeOf } from './stores/store-of.ts';
import type { TableRow } from './tables/create-table.ts';
import { withUncovered } from './with-uncovered.ts';

type ConfigEntry = SourceEntry & { readonly kind: 'config' };

/** Reads sources, wherever they lie. */
export type SourceReader = {
  /**
   * Asks a question of a log; throws a `CheckProblem` where what was read is no ground for an answer, and one that is blocked where the
   * log is not there and the question needs it.
   */
  readonly gather: (of: {
    readonly entry: LogEntry;
    readonly filter: Filter;
    readonly spec: QuestionSpec;
    readonly scope: Scope;
    readonly isOptional: boolean;
    /** Whether lines of it will be shown. */
    readonly isShown: boolean;
  }) => Promise<Gathered>;
  /** The files of a source; throws a `CheckProblem` that is blocked where there are none and they are needed. */
  readonly files: (entry: FileEntry, isOptional: boolean) => Promise<readonly EvidenceFile[]>;
  /** How many bytes a log has, 0 where it cannot be told. */
  readonly size: (entry: LogEntry) => Promise<number>;
};

/** What reading sources takes from outside. `mayRun` tells whether the person has approved the commands of this runbook; `begun` are searches that are under way. */
export type SourceReaderOptions = {
  readonly folder: EvidenceFolder;
  readonly known?: KnownFormats | undefined;
  readonly env?: { readonly [name: string]: string | undefined } | undefined;
  readonly mayRun?: boolean | undefined;
  readonly begun?: BegunSearches | undefined;
};

/** So much of what is found in packed logs is kept for the lines that are shown, of all that are read at once. */
const shownBytes = 96 * 1024 * 1024;

/** Creates the reader of an evidence folder's sources. */
export function createSourceReader(options: SourceReaderOptions & { readonly scratch: TemporaryFolder }): SourceReader {
  const { folder, known = knowFormats(), env = {}, mayRun = false, begun, scratch } = options;
  const outputs = new Map<string, Promise<CommandOutput>>();
  const room: Room = { bytes: shownBytes };

  /** A command runs once for all questions; one that failed or was cancelled runs again. */
  const outputOf = (entry: LogEntry, argv: readonly string[], signal: AbortSignal): Promise<CommandOutput> => {
    const running = outputs.get(entry.id);
    if (running !== undefined) return running;
    if (!mayRun) throw notApproved(entry, argv);
    const output = import('./read/command-output.ts').then(({ keepOutput }) =>
      keepOutput({
        argv,
        name: entry.id,
        folder: scratch.path(),
        environment: env,
        env: entry.log.env ?? [],
        signal,
      }),
    );
    outputs.set(entry.id, output);
    output.catch(() => outputs.delete(entry.id));
    return output;
  };

  const files: SourceReader['files'] = async (entry, isOptional) => {
    const globs = globsOf(entry);
    const found = globs.length === 0 ? [] : await folder.files(globs);
    if (found.length > 0 || isOptional) return found;
    const unseen = (await folder.unseen?.(globs)) ?? [];
    // It may be there, where nobody could look.
    if (unseen.length > 0) throw unreadable(entry, unseen.map(({ problem }) => problem).join('; '));
    throw missing(entry, globs.join(', '));
  };

  const read: SourceReader['gather'] = async ({ entry, filter, spec, scope, isOptional, isShown }) => {
    const { signal, onProgress } = scope;
    const progress = onProgress === undefined ? {} : { onProgress };
    const base = { log: entry.log, known, filter, spec, signal, room: isShown ? room : undefined, ...progress };
    const pasted = (await folder.pastedFor?.(entry.id)) ?? [];
    if (pasted.length > 0) return gather({ ...base, files: pasted });
    if (entry.missingInput !== undefined) throw inputMissing(entry.missingInput);
    const { command } = entry.log;
    if (command !== undefined) {
      const { file, problems } = await outputOf(entry, command, signal);
      const { report, ...gathered } = await gather({ ...base, files: [file] });
      // A command that did not end well may have had more to say.
      const cut = [...new Set([...(problems.length > 0 ? [file.name] : []), ...report.cut])];
      return { ...gathered, report: { ...report, cut, problems: [...problems, ...report.problems] } };
    }
    const store = storeOf(entry.log);
    if (store === undefined) {
      const gathered = await gather({ ...base, begun, files: await files(entry, isOptional) });
      return withUnseen(gathered, (await folder.unseen?.(globsOf(entry))) ?? []);
    }
    const [{ createStore }, { gatherLines }] = await Promise.all([
      import('./stores/create-store.ts'),
      import('./gather/gather-lines.ts'),
    ]);
    const now = () => new Date();
    return gatherLines({ ...base, store: createStore(store, { env, now }), name: entry.id, now: Date.now() });
  };

  return {
    files,
    size: async (entry) => {
      // What only a command or a store can tell is taken as small: it is bounded.
      if (entry.log.files === undefined) return 0;
      return (await files(entry, true)).reduce(
        (sum, { bytes, packing }) => sum + (packing === 'none' ? bytes : 8 * bytes),
        0,
      );
    },
    gather: async (of) => {
      const gathered = withUncovered(await read(of), of);
      try {
        assertUsable(of.entry, gathered.report);
      } catch (problem) {
        gathered.places.release();
        throw problem;
      }
      return gathered;
    },
  };
}

function withUnseen(gathered: Gathered, unseen: readonly Unseen[]): Gathered {
  if (unseen.length === 0) return gathered;
  const { cut, problems } = gathered.report;
  const report = {
    ...gathered.report,
    cut: [...cut, ...unseen.map(({ name }) => name)],
    problems: [...unseen.map(({ problem }) => problem), ...problems],
  };
  return { ...gathered, report };
}

/** The globs that name a source's files; none where it is no file. */
export function globsOf(entry: SourceEntry): readonly string[] {
  return [entry.kind === 'log' ? (entry.log.files ?? []) : entry.kind === 'config' ? entry.config.file : []].flat();
}

function notApproved(entry: SourceEntry, argv: readonly string[]): SourceMissing {
  return new SourceMissing({
    message: `${entry.title} comes from a command that nobody has approved here: ${renderShell(argv)}`,
    unblock:
      'Read it, and approve the runbook with: causebook run … --yes. Or run it yourself and paste what it prints',
  });
}

/** Reads a settings file as a table of one row, a column a setting; no row where there is no file. */
export async function readSettings(
  entry: ConfigEntry,
  files: readonly EvidenceFile[],
): Promise<{ readonly rows: readonly TableRow[]; readonly report: ReadReport; readonly places: Places }> {
  const file = files[0];
  if (file === undefined) return { rows: [], report: noReport, places: placesOfSettings(undefined) };
  if (file.problem !== undefined) throw unreadable(entry, file.problem);
  const { settings } = await readConfig(file, entry.config);
  const { fields } = entry.config;
  const row: TableRow = Object.fromEntries(
    settings.map(({ name, value, computed }) => {
      // A column has no dash: `max-attempts` fills the field max_attempts.
      const column = name.replace(/\W/g, '_');
      return [column in fields ? column : name, computed === undefined ? value : null];
    }),
  );
  const text = settings
    .filter((setting) => setting.name in entry.config.fields)
    .map((setting) => `${setting.path}=${String(setting.value)}`)
    .join(' ');
  const report = {
    ...noReport,
    files: [file.name],
    bytes: file.bytes,
    lines: settings.length,
    parsed: settings.length,
  };
  return {
    rows: [{ ...row, _ref: file.name, _raw: text }],
    report,
    places: placesOfSettings({ source: file.name, text }),
  };
}

/** All settings of a file are one piece of evidence. */
function placesOfSettings(excerpt: { readonly source: string; readonly text: string } | undefined): Places {
  return {
    resolve: async () => [],
    namings: () => [],
    release: () => undefined,
    find: async (names) =>
      new Map(excerpt === undefined || !names.includes(excerpt.source) ? [] : [[excerpt.source, excerpt]]),
  };
}

/** Throws a `CheckProblem` where what was read is no ground for an answer. */
function assertUsable(entry: LogEntry, report: ReadReport): void {
  const { unparsed, files, firstUnparsed, formats } = report;
  // What a store says besides is no trouble where it gave all that it has.
  const problems = storeOf(entry.log) !== undefined && report.cut.length === 0 ? [] : obstaclesOf(report);
  // Of a log whose format is known, what a search found may well be what does not parse.
  const isKnown = report.isSearch && !formats.includes(unknownFormat.id);
  if (report.parsed > 0 || isKnown) return;
  const garbled = `none of the ${unparsed} lines read from ${files.join(', ')} could be understood${firstUnparsed === null ? '' : ` (first at ${firstUnparsed})`}`;
  const trouble = [...(unparsed > 0 ? [garbled] : []), ...problems];
  if (trouble.length > 0) throw unreadable(entry, trouble.join('; '), files);
}

function unreadable(entry: SourceEntry, trouble: string, files: readonly string[] = []): CheckProblem {
  // A title that is the names of files would blame those too with which nothing is wrong.
  const isNames = files.length > 0 && files.every((name) => entry.title.includes(name));
  return new CheckProblem({
    status: 'error',
    message: isNames ? trouble : `${entry.title}: ${trouble}`,
    ...(entry.owner === 'you' ? {} : { unblock: `Ask ${entry.owner} for it again, as text` }),
  });
}

/** That a source is not there, what would help, and whom to ask. */
export function missing(entry: SourceEntry, what: string): SourceMissing {
  return new SourceMissing({
    message: `${entry.title} is not in the evidence folder`,
    unblock: `Ask ${entry.owner} for ${what}`,
  });
}
