import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Line } from './evidence.ts';

/** A written evidence file: its path inside the folder and how many lines it holds. */
export type WrittenFile = { readonly path: string; readonly lines: number };

/** A file that is no log: settings, a list, a certificate. */
export type Text = { readonly path: string; readonly text: string };

/** When a log was rotated (ms since 1970): what is older than `at[0]` lies in `.2.gz`, than `at[1]` in `.1`. */
export type Rotation = { readonly file: string; readonly at: readonly [number, number] };

/** Writes logs, sorted as they were written and rotated, and other texts under `dir`; leaves out what nobody exported (`missing`). */
export async function writeEvidence(given: {
  readonly dir: string;
  readonly lines: readonly Line[];
  readonly texts: readonly Text[];
  readonly rotations: readonly Rotation[];
  readonly missing: readonly string[];
}): Promise<readonly WrittenFile[]> {
  const logs = [
    ...groupByFile(
      [...given.lines].sort((one, other) => one.order - other.order),
      given.rotations,
    ),
  ];
  const texts = [...logs.map(([name, lines]) => ({ path: name, text: `${lines.join('\n')}\n` })), ...given.texts];
  const kept = texts
    .filter((file) => !given.missing.includes(baseName(file.path)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const folders = new Set(kept.map((file) => path.dirname(path.join(given.dir, file.path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const file of kept) await writeFile(path.join(given.dir, file.path), encode(file));
  return kept.map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }));
}

function groupByFile(sorted: readonly Line[], rotations: readonly Rotation[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const line of sorted) {
    const name = rotatedName(line, rotations);
    const lines = files.get(name);
    if (lines) lines.push(line.text);
    else files.set(name, [line.text]);
  }
  return files;
}

function rotatedName({ file, at }: Line, rotations: readonly Rotation[]): string {
  const rotation = rotations.find((one) => one.file === file);
  if (!rotation || at >= rotation.at[1]) return file;
  return at < rotation.at[0] ? `${file}.2.gz` : `${file}.1`;
}

function baseName(file: string): string {
  return file.replace(/\.2\.gz$|\.1$/, '');
}

function encode({ path: name, text }: Text): string | Buffer {
  if (!name.endsWith('.gz')) return text;
  const packed = gzipSync(text);
  // RFC 1952: byte 9 names the operating system; "unknown" keeps the bytes the same everywhere.
  packed[9] = 255;
  return packed;
}
