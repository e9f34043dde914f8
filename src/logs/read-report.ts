/** What was read, so that no answer hides a line: counts over all files, and what was left out and why. */
export type ReadReport = {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly lines: number;
  readonly parsed: number;
  readonly inWindow: number;
  readonly unparsed: number;
  readonly firstUnparsed: string | null;
  readonly tooLong: number;
  readonly problems: readonly string[];
};

/** Nothing was read. */
export const noReport: ReadReport = {
  files: [],
  bytes: 0,
  lines: 0,
  parsed: 0,
  inWindow: 0,
  unparsed: 0,
  firstUnparsed: null,
  tooLong: 0,
  problems: [],
};

/** What several reads read together; one that several tables share counts once. */
export function sumReports(all: readonly ReadReport[]): ReadReport {
  const reports = [...new Set(all)];
  const sum = (of: (report: ReadReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    files: [...new Set(reports.flatMap((report) => report.files))],
    bytes: sum((report) => report.bytes),
    lines: sum((report) => report.lines),
    parsed: sum((report) => report.parsed),
    inWindow: sum((report) => report.inWindow),
    unparsed: sum((report) => report.unparsed),
    firstUnparsed: reports.find((report) => report.firstUnparsed !== null)?.firstUnparsed ?? null,
    tooLong: sum((report) => report.tooLong),
    problems: [...new Set(reports.flatMap((report) => report.problems))],
  };
}
