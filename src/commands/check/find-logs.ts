import { fstatSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { describeFile, nodeOf, type Unseen } from '../../logs/evidence-folder.ts';
import { isGlob } from '../../logs/glob.ts';
import { type Listing, listFiles } from '../../logs/list-files.ts';
import { sideBySide } from '../../logs/side-by-side.ts';
import { nodeOfInput, type StreamPlace } from './kept-streams.ts';

/** A file or stream that a word of the command line names. `node` tells which file it is (see `nodeOf`). */
export type LogPlace =
  | (StreamPlace & { readonly isStream: true })
  | { readonly name: string; readonly path: string; readonly node: string | undefined; readonly isStream: false };

/** What a word names, and the folders that were not looked into. */
export type FoundLogs = { readonly places: readonly LogPlace[]; readonly unseen: readonly Unseen[] };

/** Finds what a word names: a file, a FIFO, a folder, a glob, `-`. Nothing is read yet. Throws a `UserError` where it names nothing. */
export async function findLogs(word: string): Promise<FoundLogs> {
  if (word === '-') return { places: [inputPlace()], unseen: [] };
  const found = await stat(word).catch(() => undefined);
  if (found?.isDirectory() === true) return inFolder(word);
  if (found === undefined && isGlob(word)) return byGlob(word);
  if (found === undefined) await assertIsThere(word);
  const place = { name: word, path: path.resolve(word), node: await nodeOf(word) };
  const isStream = found !== undefined && isStreamAt(place.path, found);
  return {
    places: [isStream ? { ...place, isStream, isFifo: found.isFIFO() } : { ...place, isStream: false }],
    unseen: [],
  };
}

function inputPlace(): LogPlace {
  if (fstatSync(0).isDirectory())
    throw new UserError({ message: 'standard input is a folder', hint: 'Name it in place of -.' });
  return { name: 'stdin', path: '-', node: nodeOfInput(), isStream: true, isFifo: false };
}

/** What the shell has open for us can be read by ourselves alone, also where it is a file. */
function isStreamAt(full: string, found: Stats): boolean {
  return found.isFIFO() || isOpenedByShell(full);
}

/** Whether a path, or `-`, is only ours: another process has something else under it. */
export function isOpenedByShell(full: string): boolean {
  return full === '-' || /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/.test(full);
}

async function inFolder(folder: string): Promise<FoundLogs> {
  const listing = await listFiles(folder);
  if (listing.names.length + listing.unseen.length === 0)
    throw new UserError({ message: `the folder "${folder}" is empty` });
  return foundIn(folder, listing);
}

async function byGlob(glob: string): Promise<FoundLogs> {
  const fixed = glob.slice(0, glob.search(/[*?]/));
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  const isThere = (await stat(folder === '' ? '.' : folder).catch(() => undefined)) !== undefined;
  const listing = isThere ? await listFiles(folder === '' ? '.' : folder, glob.slice(folder.length)) : undefined;
  if (listing === undefined || listing.names.length + listing.unseen.length === 0)
    throw new UserError({ message: `nothing is named ${glob}`, ...globHint(glob) });
  return foundIn(folder, listing);
}

async function foundIn(folder: string, { names, unseen }: Listing): Promise<FoundLogs> {
  return {
    places: await sideBySide(names, async (inside) => {
      const name = path.join(folder, inside);
      return { name, path: path.resolve(name), node: await nodeOf(name), isStream: false };
    }),
    unseen: unseen.map((one) => {
      const name = path.join(folder, one.folder);
      return { name, problem: `${name} ${one.why}` };
    }),
  };
}

/** What is there and cannot be read is told with the answer. */
async function assertIsThere(word: string): Promise<void> {
  const { problem = '' } = await describeFile(word, word);
  if (problem.includes('does not exist'))
    throw new UserError({ message: `there is no file "${word}"`, ...globHint(word) });
}

function globHint(word: string): { readonly hint?: string } {
  return /[[{]/.test(word) ? { hint: 'Globs are *, ? and ** alone: without quotes the shell reads the others.' } : {};
}
