import type { Setting } from '../../../logs/settings/setting.ts';

/** The statuses that a setting names: each of them, how it is written, and whether parts of it were not understood. */
export type Statuses = { readonly codes: ReadonlySet<number>; readonly written: string; readonly isPartial: boolean };

const named: { readonly [word: string]: readonly number[] } = {
  'gateway-error': [502, 503, 504],
  retriable_4xx: [409],
};

/** Reads a list of statuses: numbers, `5xx`, `500-599`, `2**`, or a condition whose code tells. Null where nothing of it is understood. */
export function readStatuses(setting: Setting | undefined): Statuses | null {
  if (setting === undefined) return null;
  if (setting.computed !== undefined) {
    const { statuses, computed } = setting;
    return statuses === undefined ? null : { codes: new Set(statuses), written: computed, isPartial: false };
  }
  const items: readonly unknown[] = Array.isArray(setting.value)
    ? setting.value.flat()
    : String(setting.value).split(/[\s,;]+/);
  const words = items.map((item) => String(item).trim().toLowerCase()).filter((item) => item !== '');
  const read = words.map(codesOf);
  if (words.length > 0 && read.every((codes) => codes === undefined)) return null;
  return {
    codes: new Set(read.flatMap((codes) => codes ?? [])),
    written: words.join(', '),
    isPartial: read.includes(undefined),
  };
}

/** Statuses in few words: `408, 429, 500–599`. */
export function renderCodes(codes: Iterable<number>): string {
  const sorted = [...codes].sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const code of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else spans.push([code, code]);
  }
  return spans
    .flatMap(([from, to]) => (from === to ? [`${from}`] : to === from + 1 ? [`${from}`, `${to}`] : [`${from}–${to}`]))
    .join(', ');
}

function codesOf(word: string): readonly number[] | undefined {
  if (/^[1-5]\d\d$/.test(word)) return [Number(word)];
  const hundred = /^([1-5])(?:xx|\*\*)$/.exec(word)?.[1];
  if (hundred !== undefined) return span(Number(hundred) * 100, Number(hundred) * 100 + 99);
  const [, from, to] = /^([1-5]\d\d)\s*[-–]\s*([1-5]\d\d)$/.exec(word) ?? [];
  if (from !== undefined) return span(Number(from), Number(to));
  return Object.hasOwn(named, word) ? named[word] : undefined;
}

function span(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
