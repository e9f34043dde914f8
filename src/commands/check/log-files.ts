import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { describeFile, type EvidenceFile, type EvidenceFolder, listFiles } from '../../logs/evidence-folder.ts';
import { globToRegExp, isGlob } from '../../logs/glob.ts';
import type { LogEntry, SourceCatalog, SourceEntry } from '../../logs/source.ts';
import type { LogFlags } from './log-flags.ts';

/**
 * The logs that were named on the command line. `names` are their ids, in order; those without a name are one log, `events`. `words`
 * name the same files from whatever folder.
 */
export type LogFiles = {
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
  readonly names: readonly string[];
  readonly words: readonly string[];
  readonly close: () => Promise<void>;
};

/**
 * Opens what was named: files, folders, globs, `-` for standard input, each alone or as `name=…`. Throws a `UserError` for what is
 * not there; what is there and cannot be read is told with the answer.
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
  const input = createInput(signal);
  const groups = new Map<string, EvidenceFile[]>();
  const words: string[] = [];
  for (const word of files) {
    const named = (await isThere(word)) ? null : /^([a-z][a-z0-9_]*)=(.+)$/.exec(word);
    const [name, place] = named === null ? ['events', word] : [named[1] as string, named[2] as string];
    if (name === 'events' && flags.source !== undefined)
      throw new UserError({
        message: `--source is a log already, and ${word} is another`,
        hint: `To compare them, give it a name: other=${place}. Else leave one out.`,
      });
    words.push(`${named === null ? '' : `${name}=`}${place === '-' ? place : path.resolve(place)}`);
    groups.set(name, [...(groups.get(name) ?? []), ...(await expand(place, input))]);
  }
  const reading = {
    ...(flags.format === undefined ? {} : { format: flags.format }),
    ...(flags.stamps === undefined ? {} : { stamps: flags.stamps }),
    ...(flags.zone === undefined ? {} : { zone: flags.zone }),
    ...(flags.duration === undefined ? {} : { duration: readDuration(flags.duration) }),
  };
  const entries = [...groups].map(([id, found]): SourceEntry => {
    const title = id === 'events' ? found.map(({ name }) => name).join(', ') : id;
    return { id, title, owner: 'you', kind: 'log', log: { fields: {}, orText: true, files: id, ...reading } };
  });
  if (flags.source !== undefined) {
    const entry = await readSource(flags.source);
    entries.push({ ...entry, log: { ...entry.log, ...reading } });
  }
  const known = new Map([...groups].map(([id, found]) => [id, found]));
  return {
    folder: {
      path: process.cwd(),
      files: async (globs) => [globs].flat().flatMap((id) => known.get(id) ?? []),
      pathOf: (name) => path.resolve(name),
      list: async () => [...known.values()].flat().map(({ name }) => name),
    },
    sources: new Map(entries.map((entry) => [entry.id, entry])),
    names: entries.map(({ id }) => id),
    words,
    close: input.close,
  };
}

async function expand(place: string, input: Input): Promise<readonly EvidenceFile[]> {
  if (place === '-') return [await input.read()];
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory() === true) {
    const names = await listFiles(place);
    if (names.length === 0) throw new UserError({ message: `the folder "${place}" is empty` });
    return Promise.all(names.map((name) => describeFile(path.join(place, name), path.join(place, name))));
  }
  if (found === undefined && isGlob(place)) return expandGlob(place);
  const file = await describeFile(path.resolve(place), place);
  if (found === undefined)
    throw new UserError({
      message:
        file.problem?.includes('does not exist') === true
          ? `there is no file "${place}"`
          : (file.problem ?? `there is no file "${place}"`),
    });
  if (file.problem !== undefined) throw new UserError({ message: file.problem });
  return [file];
}

async function expandGlob(glob: string): Promise<readonly EvidenceFile[]> {
  const fixed = glob.slice(0, glob.search(/[*?]/));
  const folder = fixed.includes('/') ? fixed.slice(0, fixed.lastIndexOf('/') + 1) : '';
  const pattern = globToRegExp(glob.slice(folder.length));
  const names = (await listFiles(folder === '' ? '.' : folder).catch(() => [])).filter((name) => pattern.test(name));
  if (names.length === 0) throw new UserError({ message: `nothing is named ${glob}` });
  return Promise.all(names.map((name) => describeFile(path.resolve(folder, name), `${folder}${name}`)));
}

async function isThere(word: string): Promise<boolean> {
  return word === '-' || (await stat(word).catch(() => undefined)) !== undefined;
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

type Input = { readonly read: () => Promise<EvidenceFile>; readonly close: () => Promise<void> };

/** Standard input is kept in a file while it is asked: questions may read it several times, and cite its lines. */
function createInput(signal: AbortSignal): Input {
  let kept: { readonly folder: string; readonly file: Promise<EvidenceFile> } | undefined;
  const keepInput = async (folder: string): Promise<EvidenceFile> => {
    const full = path.join(folder, 'stdin');
    const { pipeline } = await import('node:stream/promises');
    await pipeline(process.stdin, createWriteStream(full, { mode: 0o600 }), { signal });
    return describeFile(full, 'stdin');
  };
  return {
    read: async () => {
      if (process.stdin.isTTY) process.stderr.write('causebook: paste the log, then press Ctrl-D\n');
      const folder = kept?.folder ?? (await mkdtemp(path.join(tmpdir(), 'causebook-stdin-')));
      kept ??= { folder, file: keepInput(folder) };
      return kept.file;
    },
    close: async () => {
      if (kept !== undefined) await rm(kept.folder, { recursive: true, force: true });
    },
  };
}

/** A source as a runbook writes it under `log:`, alone in a file: a store, a command, files. */
export async function readSource(file: string): Promise<LogEntry> {
  const [{ logSource }, { parseYaml }] = await Promise.all([
    import('../../logs/source-schema.ts'),
    import('../../logs/parse-yaml.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: 'there is no such file', place: { file } }, { cause });
  });
  const parsed = logSource.safeParse(parseYaml(text));
  if (!parsed.success)
    throw new UserError(
      parsed.error.issues.map((issue) => ({
        message: `${issue.path.map(String).join('.') || 'source'}: ${issue.message}`,
        place: { file },
      })),
    );
  if (parsed.data.files !== undefined)
    throw new UserError({
      message: '`files` belongs on the command line',
      place: { file },
      hint: 'Name the files after `check log`.',
    });
  return { id: 'events', title: path.basename(file), owner: 'you', kind: 'log', log: { ...parsed.data, orText: true } };
}
