import type { EvidenceFile } from '../evidence-folder.ts';
import type { Shared } from '../read-report.ts';
import { isSameContent } from './compare-content.ts';
import type { InspectedFile } from './inspect.ts';

/** Of more files that begin with the same line nobody made copies by hand: it is a header. */
const mostAlike = 100;
/** Fewer lines, or shorter ones, may as well have been written twice. */
const fewestLines = 4;
const fewestBytes = 256;

/** Whether lines are so many and so different that they were not written twice. */
export function areUnlike(lines: readonly string[]): boolean {
  const different = new Set(lines);
  return different.size >= fewestLines && [...different].join('').length >= fewestBytes;
}

/** Leaves out the files of one log that are certainly others of it once more, and says so: their lines would count twice. */
export async function leaveOutCopies(
  inspected: readonly InspectedFile[],
  signal: AbortSignal,
): Promise<{ readonly files: readonly InspectedFile[]; readonly copies: readonly Shared[] }> {
  const byFirstLine = new Map<string, InspectedFile[]>();
  for (const one of inspected) {
    const [first] = one.head;
    if (first === undefined || one.file.problem !== undefined) continue;
    const alike = byFirstLine.get(first);
    if (alike === undefined) byFirstLine.set(first, [one]);
    else alike.push(one);
  }
  const copies = new Map<InspectedFile, Shared>();
  for (const alike of byFirstLine.values()) {
    if (alike.length < 2 || alike.length > mostAlike) continue;
    // What is not packed is read faster.
    const kept: InspectedFile[] = [];
    for (const one of alike.sort((a, b) => costOf(a) - costOf(b))) {
      const same = await findSame(one, kept, signal);
      if (same === undefined) kept.push(one);
      else copies.set(one, { say: describe(one.file, same.file), countsTwice: false });
    }
  }
  if (copies.size === 0) return { files: inspected, copies: [] };
  return { files: inspected.filter((one) => !copies.has(one)), copies: [...copies.values()] };
}

async function findSame(
  one: InspectedFile,
  others: readonly InspectedFile[],
  signal: AbortSignal,
): Promise<InspectedFile | undefined> {
  for (const other of others) {
    const [shorter, longer] = [one.head, other.head].sort((a, b) => a.length - b.length) as [string[], string[]];
    const mayBeSame = areUnlike(longer) && shorter.every((line, index) => line === longer[index]);
    if (mayBeSame && (await isSameContent(one.file, other.file, signal))) return other;
  }
  return undefined;
}

function costOf({ file }: InspectedFile): number {
  return file.packing === 'none' ? 0 : 1;
}

function describe(copy: EvidenceFile, kept: EvidenceFile): string {
  const isPacked = kept.packing === 'none' && (copy.packing === 'gzip' || copy.packing === 'zstd');
  const what =
    copy.packing === kept.packing
      ? `the same as ${kept.name}`
      : isPacked
        ? `${kept.name}, packed`
        : `the text of ${kept.name}`;
  return `${copy.name} is left out: it is ${what}`;
}
