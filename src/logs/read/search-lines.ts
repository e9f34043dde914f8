import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { rgPath } from '@vscode/ripgrep';
import { startBehindScreen } from '../../child/give-way.ts';
import { messageOf } from '../../errors.ts';
import { createTemporaryFolder } from '../../temporary-folder.ts';
import type { EvidenceFile } from '../evidence-folder.ts';
import { type ByteRange, openBytes } from './open-bytes.ts';
import { toPrefilter } from './prefilter.ts';
import { readAhead } from './read-ahead.ts';

/**
 * What ripgrep looks for: texts of which a line must contain one, or a regular expression that is there to find lines before they are
 * looked at: it finds every line that matches it, and may find others.
 */
export type Pattern = { readonly texts: readonly string[] } | { readonly find: string };

/** A search under way: what it found, as ripgrep prints it, and whether it went well. `stop` ends it at once. */
export type Search = {
  readonly output: AsyncIterable<Buffer>;
  readonly done: Promise<void>;
  readonly stop: () => void;
  /** Of what we fed it: how many bytes so far, cut ones too, and how many lines of them were too long and cut. */
  readonly input?: Fed | undefined;
};

type Fed = { bytes: number; tooLong: number };

/**
 * Starts ripgrep over one file: each line found is printed as `number:offset:text`, both counted from the first byte that is
 * searched. Packed files and a `range` are read by us and fed to it.
 */
export function startSearch(options: {
  readonly file: EvidenceFile;
  readonly pattern: Pattern;
  readonly range?: ByteRange | undefined;
  readonly signal: AbortSignal;
}): Search {
  const { file, pattern, range, signal } = options;
  if (file.packing === 'none' && range === undefined)
    return startRipgrep({ flags: oneFile, pattern, paths: [file.path], input: undefined, signal });
  const fed: Fed = { bytes: 0, tooLong: 0 };
  const blocks = openBytes(file, signal, {
    range,
    onTooLong: (leftOut) => {
      fed.tooLong += 1;
      fed.bytes += leftOut;
    },
  });
  return startRipgrep({ flags: oneFile, pattern, paths: ['-'], input: { blocks, fed }, signal });
}

const oneFile = ['-n', '-b', '--no-filename'];

/** Starts ripgrep over several files that are not packed: each line found is printed as `path NUL number:text`. */
export function startSearchOfAll(options: {
  readonly paths: readonly string[];
  readonly pattern: Pattern;
  readonly signal: AbortSignal;
}): Search {
  const { paths, pattern, signal } = options;
  const flags = ['-n', '--with-filename', '--null', '--no-messages'];
  return startRipgrep({ flags, pattern, paths, input: undefined, signal });
}

const maxArguments = 200;

function startRipgrep(options: {
  readonly flags: readonly string[];
  readonly pattern: Pattern;
  readonly paths: readonly string[];
  readonly input: { readonly blocks: AsyncIterable<Buffer>; readonly fed: Fed } | undefined;
  readonly signal: AbortSignal;
}): Search {
  const { flags, pattern, paths, input, signal } = options;
  // A NUL byte does not end the search.
  const fixed = ['--no-config', '--text', '--encoding', 'none', '--crlf', '--color', 'never'];
  const look = patternFlags(pattern);
  const argv = [...fixed, ...flags, ...look.flags, '--', ...paths];
  const child: ChildProcess = spawn(rgPath, argv, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {},
  });
  startBehindScreen(child.pid);
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    if (said.length < 2000) said += text.toString('utf8');
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  closed.then(look.remove, look.remove);
  const search = watchSearch({
    output: child.stdout as Readable,
    closed,
    said: () => said,
    stop: () => child.kill('SIGKILL'),
    fed: input === undefined ? undefined : feed(input, child),
    signal,
  });
  return { ...search, input: input?.fed };
}

/** A ripgrep that is running, as a search: `closed` is its exit code, `said` what it wrote about it, `fed` what went wrong in feeding it. */
export function watchSearch(of: {
  readonly output: Readable;
  readonly closed: Promise<number | null>;
  readonly said: () => string;
  readonly stop: () => void;
  readonly fed?: Promise<Error | undefined> | undefined;
  readonly signal: AbortSignal;
}): Search {
  const { output, closed, said, fed, signal } = of;
  const stop = () => {
    of.stop();
    // What a program that has ended left unread would keep ours.
    output.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  const finish = async (): Promise<void> => {
    const code = await closed;
    signal.removeEventListener('abort', stop);
    const problem = await fed;
    if (problem !== undefined) throw problem;
    // ripgrep: 0 found, 1 nothing found, 2 trouble.
    if (code === 0 || code === 1) return;
    throw new Error(said().trim() === '' ? `ripgrep ended with ${code ?? 'a signal'}` : said().trim());
  };
  const done = finish();
  done.catch(() => undefined);
  return { output: readAhead(output), done, stop };
}

/** The flags for a pattern; many texts go through a file, because an argument list has its limit, and no NUL may be in it. */
function patternFlags(pattern: Pattern): { readonly flags: readonly string[]; readonly remove: () => void } {
  const fixed = 'texts' in pattern ? ['-F'] : [];
  const patterns = 'texts' in pattern ? pattern.texts : [toPrefilter(pattern.find)];
  if (patterns.length <= maxArguments && !patterns.some((one) => one.includes('\0')))
    return { flags: [...fixed, ...patterns.flatMap((one) => ['-e', one])], remove: () => undefined };
  const folder = createTemporaryFolder('texts');
  const file = path.join(folder.path(), 'texts');
  writeFileSync(file, `${patterns.join('\n')}\n`, { mode: 0o600 });
  return { flags: [...fixed, '-f', file], remove: folder.remove };
}

/** Writes all blocks into ripgrep; resolves to what went wrong while reading them. */
async function feed(
  { blocks, fed }: { readonly blocks: AsyncIterable<Buffer>; readonly fed: Fed },
  child: ChildProcess,
): Promise<Error | undefined> {
  const { stdin } = child;
  if (stdin === null) return undefined;
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    const leave = () => {
      isGone = true;
      resolve();
    };
    // ripgrep that ends early closes its input: that is no fault of the file.
    stdin.on('error', leave);
    child.on('close', leave);
  });
  try {
    for await (const block of blocks) {
      if (isGone) return undefined;
      fed.bytes += block.length;
      if (!stdin.write(block)) await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), gone]);
    }
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(messageOf(cause));
  } finally {
    stdin.end();
  }
}
