import { UserError } from '../errors.ts';

const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3}(?<rest>\d*))?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** Reads an RFC 3339 instant as milliseconds since 1970, with what it has beyond them: to a quarter of a microsecond, as doubles go. */
export function parseMoment(text: string): number {
  const match = written.exec(text);
  // What is finer than a millisecond is cut off by `Date.parse`.
  const ms = match === null ? Number.NaN : Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new UserError({ message: `"${text}" is not an instant`, hint: 'Write it like 2026-05-12T10:30:00Z.' });
  }
  return ms + Number(`0.${match?.groups?.rest ?? ''}`);
}
