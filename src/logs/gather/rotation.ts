import type { EvidenceFile } from '../evidence-folder.ts';

/** Compares files for the order in which they were written, as far as their names tell: those of one log oldest first, the logs by name. */
export function byRotation(a: EvidenceFile, b: EvidenceFile): number {
  const [one, other] = [rotationOf(a.name), rotationOf(b.name)];
  return (
    compare(one.log, other.log) ||
    one.isLive - other.isLive ||
    one.date - other.date ||
    one.place - other.place ||
    a.modifiedMs - b.modifiedMs ||
    compare(a.name, b.name)
  );
}

/** What a name says: the log, whether it is written now (1), when it was put aside (0 where it has no date), and its place among those. */
type Rotation = { readonly log: string; readonly isLive: number; readonly date: number; readonly place: number };

const packed = /\.(?:gz|zst|zstd|bz2|xz|lz4|z)$/i;
// app.log.2: logrotate, and the handlers of Python, count from the newest on.
const numbered = /^(.*[^/])\.(\d{1,3})$/s;
// app.log-20260511, app.log.2026-05-11_10, app-2026-05-11.2.log: what has a date counts from the oldest on.
const dated =
  /^(.*[^/])[-._](\d{4}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:[-_.T]?(?:[01]\d|2[0-3])(?:[-_.]?[0-5]\d){0,2})?)(?:[-._](\d{1,4}))?((?:\.[a-z]+)?)$/s;

function rotationOf(name: string): Rotation {
  const plain = name.replace(packed, '');
  const withDate = dated.exec(plain);
  if (withDate !== null) {
    const [, log = '', date = '', index = '0', ending = ''] = withDate;
    const digits = date.replace(/\D/g, '').padEnd(14, '0');
    return { log: log + ending, isLive: 0, date: Number(digits), place: Number(index) };
  }
  const [, log, number] = numbered.exec(plain) ?? [];
  if (log !== undefined) return { log, isLive: 0, date: 0, place: -Number(number) };
  return { log: plain, isLive: 1, date: 0, place: 0 };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
