import { type FileHandle, open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import type { Format, Formats, LineParser, ParseContext } from '../formats/format.ts';
import { isNamedZone } from '../formats/stamp/zone.ts';
import { fieldOf } from '../log-event.ts';
import { archiveOf } from '../packing-of.ts';
import { CutShort } from '../read/cut-short.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { linesAt } from '../read/lines-at.ts';
import { openBytes } from '../read/open-bytes.ts';
import { sideBySide } from '../side-by-side.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import { byRotation } from './rotation.ts';
import { toNumber } from './times.ts';

/**
 * A file whose beginning has been looked at: its format (undefined where none fits), its first stamp (NaN where there is none), and
 * what its events have under the field that is to hold a number (undefined where there is no event, or no such field is asked for).
 */
export type InspectedFile = {
  readonly file: EvidenceFile;
  readonly format: Format | undefined;
  readonly firstMs: number;
  /** Lines of its beginning. */
  readonly head: readonly string[];
  readonly holds: 'number' | 'no-number' | 'nothing' | undefined;
  /** Whether its stamps are read in a zone that has a name, because they carry none. */
  readonly isInZone: boolean;
};

const sampleLines = 50;
/** So many lines of the beginning are looked at where the first do not tell: a banner, or the rest of a stack trace. */
const headLines = 500;
/** Where else a large file is looked at, or what was read of another one, in quarters of it. */
const quarters = [1, 2, 3];
const furtherBytes = 128 * 1024;

/**
 * Looks at the beginning of each file and puts them in the order of their first stamps: the names of rotated files tell only where those
 * are equal. Files without a stamp come last. A file that cannot be read any more gets a `problem`.
 */
export async function inspectFiles(options: {
  readonly files: readonly EvidenceFile[];
  readonly formats: Formats;
  readonly format: string | undefined;
  readonly zone: string;
  /** The field that is to hold a number. */
  readonly field: string | undefined;
  readonly signal: AbortSignal;
}): Promise<readonly InspectedFile[]> {
  const { files, formats, zone, field, signal } = options;
  const inspected = await sideBySide(files, async (listed): Promise<InspectedFile> => {
    const { file, lines: read } = await readHead(listed, signal);
    const lines = read.slice(0, headLines);
    const context = { zone, modifiedMs: file.modifiedMs };
    const format =
      options.format === undefined
        ? await detect({ file, lines, read, formats, context })
        : formats.get(options.format);
    const parser = format?.open(context);
    if (parser === undefined)
      return { file, format, head: lines, firstMs: Number.NaN, holds: undefined, isInZone: false };
    const firstMs = firstStamp(lines, parser);
    // A stamp that carries its zone is the same in any other.
    const elsewhere = isNamedZone(zone) ? format?.open({ ...context, zone: '+13:37' }) : undefined;
    return {
      file,
      format,
      head: lines,
      firstMs,
      isInZone: elsewhere !== undefined && !Number.isNaN(firstMs) && firstStamp(lines, elsewhere) !== firstMs,
      holds: field === undefined ? undefined : holdsOf(field, lines, parser),
    };
  });
  const place = ({ firstMs }: InspectedFile) => (Number.isNaN(firstMs) ? Number.POSITIVE_INFINITY : firstMs);
  return inspected.sort((a, b) => place(a) - place(b) || byRotation(a.file, b.file));
}

/** The format of the first lines; where they are of none, that of more of them, or of lines further on; a general one last. */
async function detect(of: {
  readonly file: EvidenceFile;
  readonly lines: readonly string[];
  /** All that was read of it. */
  readonly read: readonly string[];
  readonly formats: Formats;
  readonly context: ParseContext;
}): Promise<Format | undefined> {
  const { file, lines, read, formats, context } = of;
  const found = formats.detectSpecial(lines.slice(0, sampleLines), context) ?? formats.detectSpecial(lines, context);
  if (found !== undefined) return found;
  if (file.packing !== 'none' || file.bytes < furtherBytes) {
    for (const quarter of read.length > lines.length ? quarters : []) {
      const from = Math.floor((read.length * quarter) / 4);
      const there = formats.detectSpecial(read.slice(from, from + sampleLines), context);
      if (there !== undefined) return there;
    }
    return formats.detect(lines, context);
  }
  const handle = await open(file.path, 'r').catch(() => undefined);
  try {
    for (const quarter of handle === undefined ? [] : quarters) {
      const further = await linesAt(handle as FileHandle, Math.floor((file.bytes * quarter) / 4), file.bytes);
      const there = formats.detectSpecial(
        further.slice(0, sampleLines).map(({ text }) => text),
        context,
      );
      if (there !== undefined) return there;
    }
  } finally {
    await handle?.close();
  }
  return formats.detect(lines, context);
}

function firstStamp(lines: readonly string[], parser: LineParser): number {
  for (const line of lines) {
    const at = parser.quickStamp(line) ?? parser.parse(line)?.atMs;
    if (at !== undefined && !Number.isNaN(at)) return at;
  }
  return Number.NaN;
}

function holdsOf(field: string, lines: readonly string[], parser: LineParser): InspectedFile['holds'] {
  let holds: InspectedFile['holds'];
  for (const line of lines.slice(0, sampleLines)) {
    const event = parser.parse(line);
    if (event === undefined) continue;
    const found = fieldOf(event.fields, field);
    const isNothing = found === undefined || found === null || found === '';
    if (!isNothing && !Number.isNaN(toNumber(found))) return 'number';
    if (!isNothing) holds = 'no-number';
    holds ??= 'nothing';
  }
  return holds;
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
      lines.push(text);
    },
  });
  try {
    for await (const block of openBytes(file, signal)) {
      const archive = file.packing === 'none' ? undefined : archiveOf(block);
      if (archive !== undefined)
        return { file: { ...file, bytes: 0, problem: `${file.name} ${archive.problem}` }, lines };
      splitter.push(block);
      if (splitter.counts().lines > 0) return { file, lines };
    }
    splitter.end();
  } catch (cause) {
    if (signal.aborted) throw cause;
    // Without its beginning, what a search may still read of a file that has gone would be taken for another format.
    if (!(cause instanceof CutShort))
      return {
        file: { ...file, bytes: 0, problem: `${file.name} cannot be read: ${whyUnreadable(cause, file.name)}` },
        lines,
      };
    splitter.end();
  }
  return { file, lines };
}
