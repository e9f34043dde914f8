import { type EvidenceFile, reasonOf } from '../evidence-folder.ts';
import type { Format, Formats, LineParser } from '../formats/format.ts';
import { CutShort } from '../read/cut-short.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { openBytes } from '../read/open-bytes.ts';

/** A file whose beginning has been looked at: its format (undefined where none fits) and its first stamp (NaN where there is none). */
export type InspectedFile = {
  readonly file: EvidenceFile;
  readonly format: Format | undefined;
  readonly firstMs: number;
};

const sampleLines = 50;

/**
 * Looks at the beginning of each file and puts them in the order of their first stamps: the names of rotated files do not
 * tell. Files without a stamp come last, by name. A file that cannot be read any more gets a `problem`.
 */
export async function inspectFiles(options: {
  readonly files: readonly EvidenceFile[];
  readonly formats: Formats;
  readonly format: string | undefined;
  readonly zone: string;
  readonly signal: AbortSignal;
}): Promise<readonly InspectedFile[]> {
  const { files, formats, zone, signal } = options;
  const inspected = await Promise.all(
    files.map(async (listed): Promise<InspectedFile> => {
      const { file, lines } = await readHead(listed, signal);
      const context = { zone, modifiedMs: file.modifiedMs };
      const format = options.format === undefined ? formats.detect(lines, context) : formats.get(options.format);
      const parser = format?.open(context);
      return { file, format, firstMs: parser === undefined ? Number.NaN : firstStamp(lines, parser) };
    }),
  );
  const place = ({ firstMs }: InspectedFile) => (Number.isNaN(firstMs) ? Number.POSITIVE_INFINITY : firstMs);
  return inspected.sort((a, b) => place(a) - place(b) || (a.file.name < b.file.name ? -1 : 1));
}

function firstStamp(lines: readonly string[], parser: LineParser): number {
  for (const line of lines) {
    const at = parser.quickStamp(line) ?? parser.parse(line)?.atMs;
    if (at !== undefined && !Number.isNaN(at)) return at;
  }
  return Number.NaN;
}

async function readHead(
  file: EvidenceFile,
  signal: AbortSignal,
): Promise<{ readonly file: EvidenceFile; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  if (file.problem !== undefined) return { file, lines };
  const splitter = createLineSplitter({
    offset: 0,
    onLine: (text) => {
      if (lines.length < sampleLines) lines.push(text);
    },
  });
  try {
    for await (const block of openBytes(file, signal)) {
      splitter.push(block);
      if (splitter.counts().lines > 0) return { file, lines };
    }
    splitter.end();
  } catch (cause) {
    if (signal.aborted) throw cause;
    // Without its beginning, what a search may still read of a file that has gone would be taken for another format.
    if (!(cause instanceof CutShort))
      return { file: { ...file, bytes: 0, problem: `${file.name} cannot be read: ${reasonOf(cause)}` }, lines };
    splitter.end();
  }
  return { file, lines };
}
