import { openContinuation } from './continuation.ts';
import { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import { type LineParser, type ParseContext, toQuick } from './format.ts';
import { openPattern } from './open-pattern.ts';
import { compilePattern } from './pattern.ts';
import { openStamps, type StampField } from './stamp/stamp-fields.ts';

/** Opens a format whose lines are read by patterns: the first that matches counts. */
export function openPatterns(definition: Definition, context: ParseContext): LineParser {
  const stamps = openStamps(definition, context);
  const convert = createConvert(definition);
  const readers = (definition.patterns ?? []).map((pattern) =>
    openPattern({ definition, pattern, stamps, convert, fields: context.fields }),
  );
  const parse: LineParser['parse'] = (text) => {
    for (let index = 0; index < readers.length; index++) {
      const line = readers[index]?.read(text);
      if (line !== undefined) return line;
    }
    return undefined;
  };
  let end = 0;
  const parseAt: LineParser['parseAt'] = (block, from) => {
    // A line that begins with a blank may be nothing else: it is looked at as a whole.
    if (!((block.bytes[from] ?? 0) > 0x20)) return undefined;
    for (let index = 0; index < readers.length; index++) {
      const reader = readers[index] as (typeof readers)[number];
      const line = reader.readAt(block, from);
      if (line === null) continue;
      end = reader.end();
      return line;
    }
    return undefined;
  };
  // Without the fields, because whether a line begins an event does not depend on them.
  const tests = (definition.patterns ?? []).map((pattern) => compilePattern(pattern, () => false).regex);
  const isEvent = (text: string) => tests.some((regex) => regex.test(text));
  return {
    parse,
    parseAt,
    end: () => end,
    quickStamp: openQuick(definition, stamps),
    isContinuation: openContinuation(definition, isEvent),
  };
}

function openQuick(definition: Definition, stamps: readonly StampField[]): LineParser['quickStamp'] {
  const quick = (definition.quick ?? []).flatMap((pattern) => {
    const { regex, names } = compilePattern(pattern, () => true);
    const at = stamps.findIndex(({ field }) => field === names[0]);
    const stamp = stamps[at];
    return stamp === undefined ? [] : [{ regex, stamp, before: stamps.slice(0, at).map(({ field }) => `${field}=`) }];
  });
  if (quick.length === 0) return () => undefined;
  return (text) => {
    for (const { regex, stamp, before } of quick) {
      const value = regex.exec(text)?.[1];
      if (value === undefined) continue;
      // A stamp that goes first may stand further on, as a pair.
      if (before.some((name) => text.includes(name))) return undefined;
      return toQuick(stamp.read(value));
    }
    return undefined;
  };
}
