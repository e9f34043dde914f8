import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plan } from '../plan.ts';
import type { Line } from './evidence.ts';

/** A written evidence file: its path inside the folder and how many lines it holds. */
export type WrittenFile = { readonly path: string; readonly lines: number };

type Text = { readonly path: string; readonly text: string };

/** Writes logs and settings under `dir`, sorted as they were written, the edge log rotated; leaves out what nobody exported. */
export async function writeEvidence(given: {
  readonly dir: string;
  readonly plan: Plan;
  readonly lines: readonly Line[];
  readonly settings: readonly Text[];
}): Promise<readonly WrittenFile[]> {
  const { missing } = given.plan.scenario.untidy;
  const logs = [
    ...groupByFile(
      [...given.lines].sort((one, other) => one.order - other.order),
      given.plan,
    ),
  ];
  const texts = [...logs.map(([name, lines]) => ({ path: name, text: `${lines.join('\n')}\n` })), ...given.settings];
  const kept = texts
    .filter((file) => !missing.includes(baseName(file.path)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  await mkdir(path.join(given.dir, 'config'), { recursive: true });
  for (const file of kept) await writeFile(path.join(given.dir, file.path), encode(file));
  return kept.map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }));
}

function groupByFile(sorted: readonly Line[], plan: Plan): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const line of sorted) {
    const name = rotatedName(line, plan);
    const lines = files.get(name);
    if (lines) lines.push(line.text);
    else files.set(name, [line.text]);
  }
  return files;
}

function rotatedName({ file, at }: Line, { scenario, submittedAt }: Plan): string {
  const rotations = scenario.untidy.rotate_edge_min;
  if (file !== 'partnercrm-edge.log' || !rotations) return file;
  const minutes = (at - submittedAt) / 60_000;
  if (minutes < rotations[0]) return `${file}.2.gz`;
  return minutes < rotations[1] ? `${file}.1` : file;
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
