import { fieldOf } from '../log-event.ts';
import { openContinuation } from './continuation.ts';
import { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import type { LineParser, ParseContext, ParsedLine } from './format.ts';
import { parseObject } from './parts/json.ts';
import { createShapeReader, type ShapeReader } from './parts/json-shape.ts';
import { openStamps, type StampField } from './stamp/stamp-fields.ts';
import { stampIn } from './stamp/stamp-in.ts';

/**
 * Opens a format of JSON lines (RFC 8259 objects). Fields are nested as they are; where some are wanted, others may be given too,
 * because a whole parse has made them anyway.
 */
export function openJson(definition: Definition, context: ParseContext): LineParser {
  const stamps = openStamps(definition, context);
  const convert = createConvert(definition);
  const typed = Object.keys(definition.fields ?? {}).map((name) => ({ name, read: convert(name) }));
  const required = definition.require ?? [];
  const shape = openShape(context, [...stamps.map(({ field }) => field), ...required]);
  const finish = (fields: { [name: string]: unknown } | undefined): ParsedLine | undefined => {
    if (fields === undefined || required.some((name) => fieldOf(fields, name) === undefined)) return undefined;
    const { atMs, resolutionMs } = stampIn(fields, stamps);
    for (const { name, read } of typed) {
      const value = fields[name];
      if (typeof value === 'string') fields[name] = read(value);
    }
    return { atMs, resolutionMs, fields };
  };
  const parse: LineParser['parse'] = (text) => finish(shape?.read(text) ?? parseObject(text));
  return {
    parse,
    ...(shape === undefined
      ? {}
      : { parseAt: (block, from) => finish(shape.readAt(block.text(), from)), end: shape.end }),
    quickStamp: openQuick(stamps),
    isContinuation: openContinuation(definition, (text) => parse(text) !== undefined),
  };
}

// Only a line that begins with its stamp, as loggers write it, and in which no key further on could take its place: not the
// same again, not one that goes first, and none whose letters are escaped.
function openQuick(stamps: readonly StampField[]): LineParser['quickStamp'] {
  const names = stamps.map(({ field }) => field);
  const plain = names.filter((name) => /^[\w@-]+$/.test(name));
  if (plain.length === 0) return () => undefined;
  const start = new RegExp(`^\\{\\s*"(${plain.join('|')})"\\s*:\\s*(?:"([^"\\\\]*)"|(-?\\d+(?:\\.\\d+)?)(?=\\s*[,}]))`);
  const rivals = names.map((_, index) => names.slice(0, index + 1).flatMap(keysOf));
  return (text) => {
    if (!text.endsWith('}')) return undefined;
    const match = start.exec(text);
    if (match === null) return undefined;
    const index = names.indexOf(match[1] ?? '');
    const end = match[0].length;
    if (rivals[index]?.some((name) => text.includes(name, end)) || text.includes('\\u', end)) return undefined;
    const atMs = stamps[index]?.read(match[2] ?? Number(match[3])).atMs ?? Number.NaN;
    return Number.isNaN(atMs) ? undefined : atMs;
  };
}

// A path may be a key of its own, or lead into the object under its first part.
function openShape({ fields }: ParseContext, always: readonly string[]): ShapeReader | undefined {
  if (fields === undefined) return undefined;
  return createShapeReader([...fields, ...always].flatMap((name) => [name, name.split('.', 1)[0] ?? name]));
}

/** How the key of a path may stand in a line: as one key, or as the last of nested ones. */
function keysOf(name: string): readonly string[] {
  return [`"${name}"`, `"${name.slice(name.lastIndexOf('.') + 1)}"`];
}
