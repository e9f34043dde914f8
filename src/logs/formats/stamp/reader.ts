import { readEpoch } from './epoch.ts';
import { createIso } from './iso.ts';
import { noStamp, type Stamp, type StampContext } from './stamp.ts';
import { createStrptime } from './strptime.ts';

const epochs = { epoch: undefined, 'epoch-s': 's', 'epoch-ms': 'ms', 'epoch-us': 'us', 'epoch-ns': 'ns' } as const;

/** Reads stamps: a value, or the ASCII text between quotes, the first of which stands at an index of a block of lines. */
export type StampReader = {
  readonly read: (value: unknown) => Stamp;
  readonly readQuoted: (block: Buffer, quote: number) => Stamp;
};

/**
 * Reads the stamps of one file: the first of the formats that fits counts. Neighbouring lines share their stamps, so the
 * last one is remembered. Throws an `Error` for a format that is none.
 */
export function createStampReader(formats: readonly string[], context: StampContext): StampReader {
  // Stamps in milliseconds are hardly ever shared, and have a shorter way of their own, which is tried before the others.
  const iso = formats[0] === 'iso' ? createIso(context) : undefined;
  const readers = formats.slice(iso === undefined ? 0 : 1).map((format) => readerOf(format, context));
  let last = '';
  let stamp = noStamp;
  const read: StampReader['read'] = (value) => {
    if (typeof value !== 'string') return typeof value === 'number' ? readNumber(value, formats) : noStamp;
    if (iso !== undefined) {
      const found = iso.read(value);
      if (!Number.isNaN(found.atMs)) return found;
    }
    // V8 compares a slice of a chunk of the log with `===` in more than twice the time that `indexOf` takes.
    if (value.length === last.length && value.indexOf(last) === 0) return stamp;
    last = value;
    stamp = noStamp;
    for (const reader of readers) {
      stamp = reader(value);
      if (!Number.isNaN(stamp.atMs)) break;
    }
    return stamp;
  };
  return {
    read,
    readQuoted: (block, quote) => {
      const atMs = iso === undefined ? Number.NaN : iso.readSameSecond(block, quote + 1);
      if (!Number.isNaN(atMs) && block[quote + 25] === quoteCode) return { atMs, resolutionMs: 1 };
      return read(block.toString('latin1', quote + 1, block.indexOf(quoteCode, quote + 1)));
    },
  };
}

const quoteCode = 0x22;

function readerOf(format: string, context: StampContext): (text: string) => Stamp {
  if (format === 'iso') return createIso(context).read;
  if (isEpoch(format)) return (text) => readEpoch(text, epochs[format]);
  if (!format.includes('%')) throw new Error(`"${format}" is no format of a stamp`);
  return createStrptime(format, context);
}

function readNumber(value: number, formats: readonly string[]): Stamp {
  const format = formats.find(isEpoch);
  return format === undefined ? noStamp : readEpoch(value, epochs[format]);
}

function isEpoch(format: string): format is keyof typeof epochs {
  return Object.hasOwn(epochs, format);
}
