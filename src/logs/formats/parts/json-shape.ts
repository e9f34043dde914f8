import type { Block } from '../../block.ts';
import { readDigits } from '../convert.ts';
import type { ParsedLine } from '../format.ts';
import type { StampField } from '../stamp/stamp-fields.ts';
import { stampIn } from '../stamp/stamp-in.ts';
import { parseJson, readNumber } from './json.ts';
import { learnShape, type Matcher, type Shape } from './learn-shape.ts';

/** Reads the stamp and the wanted keys of JSON objects, or gives undefined where only a whole parse can tell. */
export type ShapeReader = {
  /** Reads a line. */
  readonly read: (text: string) => ParsedLine | undefined;
  /**
   * Reads the line that begins at an index of a block, if what is wanted of it is ASCII; then `end` is where the next one begins. The bytes of
   * the block must be UTF-8.
   */
  readonly readAt: (block: Block, from: number) => ParsedLine | undefined;
  readonly end: () => number;
};

const maxShapes = 8;
/** So many lines in a row of no known shape: this log is not written by one program, and looking costs more than it saves. */
const maxMisses = 200;

/**
 * Creates a reader for logs whose lines have the same keys in the same order, as those of one program have. It learns the shape of
 * a line as a regular expression that is as strict as the grammar (RFC 8259): what it matches, `JSON.parse` reads too, to the same
 * values, and several times slower. Lines of other shapes, with escapes or of deeper structure are left to it.
 */
export function createShapeReader(wanted: readonly string[], stamps: readonly StampField[]): ShapeReader {
  let shapes: readonly Shape[] = [];
  let misses = 0;
  let end = 0;
  const readLine = (text: string): ParsedLine | undefined => {
    for (const { line } of shapes) {
      const match = line.regex.exec(text);
      if (match === null) continue;
      misses = 0;
      const fields = toFields(match, line);
      const { atMs, resolutionMs } = stampIn(fields, stamps);
      return { atMs, resolutionMs, fields };
    }
    misses += 1;
    return undefined;
  };
  const readAt: ShapeReader['readAt'] = (block, from) => {
    const text = block.text();
    for (let index = 0; index < shapes.length; index++) {
      const { block: matcher, firstStamp } = shapes[index] as Shape;
      const { regex } = matcher;
      regex.lastIndex = from;
      const match = regex.exec(text);
      if (match === null) continue;
      misses = 0;
      end = regex.lastIndex;
      const fields = toFields(match, matcher);
      const { atMs, resolutionMs } =
        firstStamp === undefined
          ? stampIn(fields, stamps)
          : firstStamp.stamp.readQuoted(block.bytes, from + firstStamp.offset);
      // Then another key may hold a stamp.
      if (firstStamp !== undefined && Number.isNaN(atMs)) return undefined;
      return { atMs, resolutionMs, fields };
    }
    misses += 1;
    return undefined;
  };
  return {
    read: (text) => {
      if (misses > maxMisses) return undefined;
      const found = readLine(text);
      if (found !== undefined) return found;
      const learned = shapes.length < maxShapes ? learnShape(text, { wanted, stamps }) : undefined;
      if (learned === undefined) return undefined;
      shapes = [...shapes, learned];
      return readLine(text);
    },
    readAt: (block, from) => (misses > maxMisses ? undefined : readAt(block, from)),
    end: () => end,
  };
}

function toFields(match: RegExpExecArray, { captured, model }: Matcher): ParsedLine['fields'] {
  // Copied from a model, so that all events of a shape have one layout (V8 then finds their fields at once).
  const fields: ParsedLine['fields'] = { ...model };
  for (let index = 0; index < captured.length; index++)
    fields[captured[index] as string] = toValue(match[index + 1] as string);
  return fields;
}

function toValue(text: string): unknown {
  switch (text.charCodeAt(0)) {
    case 0x22:
      return text.slice(1, -1);
    case 0x7b:
    case 0x5b:
      return parseJson(text);
    case 0x74:
      return true;
    case 0x66:
      return false;
    case 0x6e:
      return null;
    default: {
      const digits = readDigits(text);
      return digits < 0 ? readNumber(text) : digits;
    }
  }
}
