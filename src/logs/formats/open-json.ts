import { fieldOf, fieldsOfName } from '../log-event.ts';
import { openContinuation } from './continuation.ts';
import { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import { type LineParser, type ParseContext, type ParsedLine, toQuick } from './format.ts';
import { parseObject } from './parts/json.ts';
import { createShapeReader } from './parts/json-shape.ts';
import { noStamp } from './stamp/stamp.ts';
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
  const shape =
    context.fields === undefined
      ? undefined
      : createShapeReader([...context.fields, ...required].flatMap(fieldsOfName), stamps);
  const finish = (line: ParsedLine | undefined): ParsedLine | undefined => {
    if (line === undefined || required.some((name) => fieldOf(line.fields, name) === undefined)) return undefined;
    for (const { name, read } of typed) {
      const value = line.fields[name];
      if (typeof value === 'string') line.fields[name] = read(value);
    }
    return line;
  };
  const parseWhole = (text: string): ParsedLine | undefined => {
    const fields = parseObject(text);
    return fields && { ...stampIn(fields, stamps), fields };
  };
  const parse: LineParser['parse'] = (text) => finish(shape?.read(text) ?? parseWhole(text));
  return {
    parse,
    ...(shape === undefined ? {} : { parseAt: (block, from) => finish(shape.readAt(block, from)), end: shape.end }),
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
  const rivals = names.map((_, index) => names.slice(0, index + 1).flatMap(quotedKeysOf));
  return (text) => {
    if (!text.endsWith('}')) return undefined;
    const match = start.exec(text);
    if (match === null) return undefined;
    const index = names.indexOf(match[1] ?? '');
    const end = match[0].length;
    if (rivals[index]?.some((name) => text.includes(name, end)) || text.includes('\\u', end)) return undefined;
    return toQuick(stamps[index]?.read(match[2] ?? Number(match[3])) ?? noStamp);
  };
}

/** How the key of a path may stand in a line: as one key, or as the last of nested ones. */
function quotedKeysOf(name: string): readonly string[] {
  return [`"${name}"`, `"${name.slice(name.lastIndexOf('.') + 1)}"`];
}
