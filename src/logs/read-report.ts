import { countOf } from './questions/wording.ts';

/**
 * What was read, so that no answer hides a line: counts over all files, and what was left out and why. `bytes` is what was
 * looked at; `lines` are those that were read as lines (of a search, those that it found). Instants are RFC 3339 UTC.
 */
export type ReadReport = {
  readonly files: readonly string[];
  readonly formats: readonly string[];
  readonly bytes: number;
  /** What was not looked at, because by the stamps of the log it lies outside the window. */
  readonly skippedBytes: number;
  readonly lines: number;
  /** Whether lines were found by a search, so that others were not read. */
  readonly isSearch: boolean;
  readonly parsed: number;
  readonly inWindow: number;
  /** Events that were left out of the window because they have no time, which others of the log have. */
  readonly unstamped: number;
  readonly unparsed: number;
  readonly firstUnparsed: string | null;
  /** Lines that have the text that is sought and did not parse: they are no events. */
  readonly strays: number;
  /** Lines that were left out because they are longer than 1 MiB, and events of several lines of which the end was. */
  readonly tooLong: number;
  readonly cutEvents: number;
  readonly undecodable: number;
  readonly first: string | null;
  readonly last: string | null;
  /** The longest silence of a log, where it stands out. */
  readonly gaps: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** What was not read to its end: files that ended before they should have, changed meanwhile, or could not be opened; folders not looked into. */
  readonly cut: readonly string[];
  /** The logs of which finding nothing tells nothing. */
  readonly uncovered: readonly Uncovered[];
  /** All that is to be told, a sentence each: also that of `shared`. */
  readonly problems: readonly string[];
  readonly shared: readonly Shared[];
};

/** Two files of one log hold the same: one of them was left out, or the lines that stand in both count twice. */
export type Shared = {
  readonly say: string;
  /** Whether they certainly do: a few lines may as well have been written in both. */
  readonly countsTwice: boolean;
};

/**
 * A log, by the id of its source, that has nothing of the window by its own stamps (`covers`, RFC 3339), or no line at all (null).
 * `isOptional`: what was asked can do without it.
 */
export type Uncovered = {
  readonly source: string;
  readonly covers: { readonly from: string; readonly to: string } | null;
  readonly isOptional: boolean;
};

/** What several logs held: `garbled` are those with lines that did not parse, of which most did not parse first. */
export type ReadSum = ReadReport & { readonly garbled: readonly Garbled[] };

/** A log of which some lines did not parse: how many of how many, and where the first is. */
export type Garbled = { readonly unparsed: number; readonly lines: number; readonly first: string | null };

/** What was left out because it is too long: nothing where all of it was kept. */
export function tellTooLong({ tooLong, cutEvents }: Pick<ReadReport, 'tooLong' | 'cutEvents'>): readonly string[] {
  return [
    ...(tooLong === 0
      ? []
      : [`${countOf(tooLong, 'line')} longer than 1 MiB ${tooLong === 1 ? 'was' : 'were'} left out`]),
    ...(cutEvents === 0
      ? []
      : [`${countOf(cutEvents, 'event')} of several lines longer than 1 MiB: what is further down in it was left out`]),
  ];
}

/** Nothing was read. */
export const noReport: ReadReport = {
  files: [],
  formats: [],
  bytes: 0,
  skippedBytes: 0,
  lines: 0,
  isSearch: false,
  parsed: 0,
  inWindow: 0,
  unstamped: 0,
  unparsed: 0,
  firstUnparsed: null,
  strays: 0,
  tooLong: 0,
  cutEvents: 0,
  undecodable: 0,
  first: null,
  last: null,
  gaps: [],
  cut: [],
  uncovered: [],
  shared: [],
  problems: [],
};

/** What several reads read together; one that several tables share counts once. */
export function sumReports(all: readonly ReadReport[]): ReadSum {
  const reports = [...new Set(all)];
  const sum = (of: (report: ReadReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const stamps = (of: (report: ReadReport) => string | null) => reports.flatMap((report) => of(report) ?? []).sort();
  const list = <T>(of: (report: ReadReport) => readonly T[]) => distinct(reports.flatMap(of));
  const garbled = [...distinct(reports.flatMap(garbledOf))].sort((a, b) => b.unparsed / b.lines - a.unparsed / a.lines);
  return {
    files: list((report) => report.files),
    formats: list((report) => report.formats),
    bytes: sum((report) => report.bytes),
    skippedBytes: sum((report) => report.skippedBytes),
    lines: sum((report) => report.lines),
    isSearch: reports.some((report) => report.isSearch),
    parsed: sum((report) => report.parsed),
    inWindow: sum((report) => report.inWindow),
    unstamped: sum((report) => report.unstamped),
    unparsed: sum((report) => report.unparsed),
    firstUnparsed: garbled.find(({ first }) => first !== null)?.first ?? null,
    garbled,
    strays: sum((report) => report.strays),
    tooLong: sum((report) => report.tooLong),
    cutEvents: sum((report) => report.cutEvents),
    undecodable: sum((report) => report.undecodable),
    first: stamps((report) => report.first)[0] ?? null,
    last: stamps((report) => report.last).at(-1) ?? null,
    gaps: list((report) => report.gaps),
    cut: list((report) => report.cut),
    uncovered: list((report) => report.uncovered),
    shared: list((report) => report.shared),
    problems: list((report) => report.problems),
  };
}

/** Why not all could be read or understood. */
export function obstaclesOf({ problems, shared }: ReadReport): readonly string[] {
  return problems.filter((problem) => !shared.some(({ say }) => say === problem));
}

function garbledOf({ unparsed, parsed, firstUnparsed }: ReadReport): readonly Garbled[] {
  return unparsed === 0 ? [] : [{ unparsed, lines: unparsed + parsed, first: firstUnparsed }];
}

/** One log may be read for several tables: what is wrong with it is told once. */
function distinct<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
