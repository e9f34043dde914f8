import { openContinuation } from './continuation.ts';
import { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import { type LineParser, type ParseContext, toQuick } from './format.ts';
import { noStamp } from './stamp/stamp.ts';
import { openStamps, type StampField } from './stamp/stamp-fields.ts';
import { stampIn } from './stamp/stamp-in.ts';
import { createWanted } from './wanted.ts';

// Every word must be a pair: a sentence that has a = in it is no line of this format.
const pair = /([^\s="]+)=("[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]*)(?:\s+|$)/y;

/** Opens a format of `key=value` lines as Heroku's and Go's loggers write them: values in quotes have the escapes of JSON. */
export function openLogfmt(definition: Definition, context: ParseContext): LineParser {
  const stamps = openStamps(definition, context);
  const convert = createConvert(definition);
  const isWanted = createWanted(context.fields);
  const required = definition.require ?? [];
  const kept = new Set([...required, ...stamps.map(({ field }) => field)]);
  const typed = new Map(Object.keys(definition.fields ?? {}).map((name) => [name, convert(name)]));
  const parse: LineParser['parse'] = (text) => {
    const fields: { [name: string]: unknown } = {};
    let count = 0;
    pair.lastIndex = 0;
    while (pair.lastIndex < text.length) {
      const match = pair.exec(text);
      if (match === null) return undefined;
      const [, name = '', value = ''] = match;
      count += 1;
      if (!isWanted(name) && !kept.has(name)) continue;
      const bare = value.startsWith('"') ? unquote(value) : value;
      fields[name] = typed.get(name)?.(bare) ?? bare;
    }
    // One pair alone is a setting, not an event.
    if (count < 2 || required.some((name) => !Object.hasOwn(fields, name))) return undefined;
    const { atMs, resolutionMs } = stampIn(fields, stamps);
    for (const name of kept) if (!isWanted(name)) delete fields[name];
    return { atMs, resolutionMs, fields };
  };
  return {
    parse,
    quickStamp: openQuick(stamps),
    isContinuation: openContinuation(definition, (text) => parse(text) !== undefined),
  };
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

// A line that begins with its stamp, where no pair further on could take its place.
function openQuick(stamps: readonly StampField[]): LineParser['quickStamp'] {
  return (text) => {
    const at = text.indexOf('=');
    const index = at < 0 ? -1 : stamps.findIndex(({ field }) => field === text.slice(0, at));
    if (index < 0) return undefined;
    const match = /^(?:"([^"\\]*)"|([^\s"]*))(?:\s|$)/.exec(text.slice(at + 1));
    if (match === null) return undefined;
    if (stamps.slice(0, index + 1).some(({ field }) => text.includes(`${field}=`, at + 1))) return undefined;
    return toQuick(stamps[index]?.read(match[1] ?? match[2] ?? '') ?? noStamp);
  };
}
