/** The formats a log line can be read as. */
export const logFormats = ['jsonl', 'access', 'nginx-error'] as const;
export type LogFormat = (typeof logFormats)[number];

/** A parsed line: its instant in milliseconds (NaN when it has none) and the resolution of the stamp, and its fields. */
export type ParsedLine = {
  readonly atMs: number;
  readonly resolutionMs: number;
  /** The caller owns it: nobody else keeps it. */
  readonly fields: { [name: string]: unknown };
};

/** Reads one line, or gives undefined when the line is not of the format. */
export function parseLine(format: LogFormat, text: string): ParsedLine | undefined {
  switch (format) {
    case 'jsonl':
      return parseJson(text);
    case 'access':
      return parseAccess(text);
    case 'nginx-error':
      return parseNginxError(text);
  }
}

/**
 * The instant of a line in milliseconds, found without reading the rest of it, or undefined where only a full parse can
 * tell. It is never a guess: where it gives an instant and `parseLine` reads the line, `parseLine` gives the same.
 */
export function quickStamp(format: LogFormat, text: string): number | undefined {
  switch (format) {
    case 'jsonl': {
      // A line that begins with its stamp, as loggers write it.
      if (!text.startsWith('{"ts":"') || !text.endsWith('}')) return undefined;
      const end = text.indexOf('"', 7);
      const at = Date.parse(text.slice(7, end));
      return Number.isFinite(at) && text.indexOf('"ts"', end) < 0 ? at : undefined;
    }
    case 'access': {
      // Only where the line begins as the format does, and names msec once: anything else a full parse must tell apart.
      const end = accessStart.exec(text);
      if (end === null || text.indexOf('msec=', end[0].length) >= 0) return undefined;
      return instant(Number(end[1]) * 1000);
    }
    case 'nginx-error':
      return undefined;
  }
}

const accessStart = /^\S+ (?:\S+ \S+ )?\[[^\][]*\] msec=(\d+(?:\.\d+)?) "/;

/** The format that reads most of the sample lines that are not blank, or undefined when none reads half of them. */
export function detectFormat(lines: readonly string[]): LogFormat | undefined {
  const sample = lines.filter((line) => line.trim() !== '');
  let best: { readonly format: LogFormat; readonly hits: number } | undefined;
  for (const format of logFormats) {
    const hits = sample.filter((line) => parseLine(format, line) !== undefined).length;
    if (hits * 2 >= sample.length && hits > (best?.hits ?? 0)) best = { format, hits };
  }
  return best?.format;
}

function parseJson(text: string): ParsedLine | undefined {
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as { [name: string]: unknown };
  const stamp = fields.ts ?? fields.at ?? fields.time ?? fields.timestamp ?? fields['@timestamp'];
  return { ...parseStamp(stamp), fields };
}

// remote [time] or remote - user [time], then key=value pairs anywhere outside the quotes (RFC-less; nginx and Apache docs).
const access =
  /^(?<ip>\S+) (?:\S+ \S+ )?\[(?<time>[^\]]+)\] (?<before>[^"]*)"(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}|-)(?: (?<bytes>\d+|-)(?= |$))?(?<after>.*)$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function parseAccess(text: string): ParsedLine | undefined {
  const groups = access.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const extra = { ...parsePairs(groups.before ?? ''), ...parsePairs(groups.after ?? '') };
  const [method, path, protocol] = (groups.request ?? '').split(' ');
  const seconds = parseAccessTime(groups.time ?? '');
  const exact = extra.msec === undefined || extra.msec === '' ? undefined : instant(Number(extra.msec) * 1000);
  return {
    atMs: exact ?? seconds,
    resolutionMs: exact === undefined ? 1000 : 1,
    fields: {
      ip: groups.ip,
      method,
      path,
      protocol,
      status: groups.status === '-' ? null : Number(groups.status),
      bytes: groups.bytes === undefined || groups.bytes === '-' ? null : Number(groups.bytes),
      ...extra,
    },
  };
}

// A value runs to the next ` key=`, because nginx separates several upstreams with ", ". What stands inside quotes was
// sent by the client (referrer, user agent) and names nothing.
function parsePairs(text: string): { readonly [name: string]: string } {
  const pairs: { [name: string]: string } = {};
  let name: string | undefined;
  let quoted = false;
  for (const word of text.split(' ')) {
    const at = quoted ? -1 : word.indexOf('=');
    if (at > 0 && pairName.test(word.slice(0, at))) {
      name = word.slice(0, at);
      pairs[name] = word.slice(at + 1);
    } else if (!quoted && word.startsWith('"')) name = undefined;
    else if (name !== undefined && word !== '') pairs[name] += ` ${word}`;
    if (hasOddQuotes(word)) quoted = !quoted;
  }
  for (const [key, value] of Object.entries(pairs)) {
    if (value.startsWith('"') && value.endsWith('"') && value.length > 1) pairs[key] = value.slice(1, -1);
  }
  return pairs;
}

function hasOddQuotes(word: string): boolean {
  let odd = false;
  for (let at = word.indexOf('"'); at >= 0; at = word.indexOf('"', at + 1)) if (word[at - 1] !== '\\') odd = !odd;
  return odd;
}

const pairName = /^[A-Za-z_][\w.-]*$/;

function parseAccessTime(time: string): number {
  const match = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-])(\d{2})(\d{2}))?$/.exec(time);
  if (match === null) return Number.NaN;
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match;
  const utc = Date.UTC(
    Number(year),
    months.indexOf(month ?? ''),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const zone = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * 60_000;
  return sign === '-' ? utc + zone : utc - zone;
}

function parseNginxError(text: string): ParsedLine | undefined {
  const match = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2}) \[(\w+)\] (\d+)#\d+: (?:\*(\d+) )?(.*)$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, level, pid, connection, rest] = match;
  const [message = '', ...details] = (rest ?? '').split(/, (?=(?:client|server|request|upstream|host|referrer): )/);
  const named = details.map((detail) => /^(\w+): "?(.*?)"?$/.exec(detail)).filter((found) => found !== null);
  return {
    atMs: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)),
    resolutionMs: 1000,
    fields: {
      level,
      pid: Number(pid),
      connection: connection === undefined ? null : Number(connection),
      message,
      ...Object.fromEntries(named.map((found) => [found[1] ?? '', found[2] ?? ''])),
    },
  };
}

function parseStamp(stamp: unknown): { readonly atMs: number; readonly resolutionMs: number } {
  if (typeof stamp === 'number') {
    const inMs = stamp > 1e11;
    return {
      atMs: instant(inMs ? stamp : stamp * 1000) ?? Number.NaN,
      resolutionMs: inMs || !Number.isInteger(stamp) ? 1 : 1000,
    };
  }
  if (typeof stamp !== 'string') return { atMs: Number.NaN, resolutionMs: Number.NaN };
  return { atMs: Date.parse(stamp), resolutionMs: /\.\d/.test(stamp) ? 1 : 1000 };
}

// A number beyond what a date can be is not an instant (ECMA-262, time values).
function instant(ms: number): number | undefined {
  return Math.abs(ms) <= 8.64e15 ? Math.round(ms) : undefined;
}
