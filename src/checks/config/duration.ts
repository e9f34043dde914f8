/** A duration in ms, and what was assumed to read it: undefined where name or value tell the unit. */
export type Duration = { readonly ms: number; readonly assumed?: string };

export type Unit = 'ms' | 's' | 'm' | 'h' | 'd';

const factors: { readonly [U in Unit]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const words: { readonly [word: string]: Unit } = {
  ms: 'ms',
  msec: 'ms',
  msecs: 'ms',
  millis: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  s: 's',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  m: 'm',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  h: 'h',
  hour: 'h',
  hours: 'h',
  d: 'd',
  day: 'd',
  days: 'd',
};

/**
 * Reads a duration as settings have it: `5000` (with the unit in the name: `_ms`, `timeoutMs`, `timeout_seconds`), `5_000`, `5s`, `1m30s`,
 * `PT5S` (ISO 8601), `00:00:05` (.NET). A number without a unit is in `unit`; without that too it is taken to be in `likely`, or as seconds where
 * it is less than 100, and that is told. Undefined for what is no duration.
 */
export function readDuration(of: {
  readonly name: string;
  readonly value: unknown;
  readonly unit?: Unit | undefined;
  readonly likely?: Unit | undefined;
}): Duration | undefined {
  const { name, value } = of;
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim().replaceAll('_', '');
  if (!/^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) return readUnits(text) ?? readIso(text) ?? readClock(text);
  const number = Number(text);
  const known = unitOfName(name) ?? of.unit;
  if (known !== undefined) return { ms: number * factors[known] };
  if (number === 0) return { ms: 0 };
  const unit = of.likely ?? (number < 100 ? 's' : 'ms');
  return {
    ms: number * factors[unit],
    assumed: `${name} = ${text} is in ${titles[unit]}`,
  };
}

const titles = { ms: 'milliseconds', s: 'seconds', m: 'minutes', h: 'hours', d: 'days' } as const;

/** A duration in words: `2.5 s`, `180 ms`, `3 min`. */
export function renderMs(ms: number): string {
  if (ms < 1000) return `${round(ms)} ms`;
  if (ms < 120_000) return `${round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${round(ms / 60_000)} min` : `${round(ms / 3_600_000)} h`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function unitOfName(name: string): Unit | undefined {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const last = parts.at(-1) ?? '';
  return parts.length > 1 && last in words ? words[last] : undefined;
}

/** `5s`, `500 ms`, `1m30s`, `2 minutes`. */
function readUnits(text: string): Duration | undefined {
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/i.test(text)) return undefined;
  let ms = 0;
  for (const [, number = '', word = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const unit = Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()] : undefined;
    if (unit === undefined) return undefined;
    ms += Number(number) * factors[unit];
  }
  return { ms };
}

function readIso(text: string): Duration | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (match === null || text.length < 3) return undefined;
  const [, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  return {
    ms: (days ?? 0) * factors.d + (hours ?? 0) * factors.h + (minutes ?? 0) * factors.m + (seconds ?? 0) * 1000,
  };
}

function readClock(text: string): Duration | undefined {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const [, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  return {
    ms: (days ?? 0) * factors.d + (hours ?? 0) * factors.h + (minutes ?? 0) * factors.m + (seconds ?? 0) * 1000,
  };
}
