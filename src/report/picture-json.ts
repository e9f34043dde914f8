import type { Picture } from '../plot/picture.ts';

/** A picture as the JSON has it: the names of its parts in snake case, instants as RFC 3339 UTC where a calendar knows them. */
export function pictureToJson(picture: Picture): object {
  if (picture.kind === 'ladder') return picture;
  if (picture.kind === 'arrivals') {
    return { ...picture, marks: picture.marks.map(({ at, ...mark }) => ({ at: toInstant(at), ...mark })) };
  }
  if (picture.kind === 'line') {
    const { fromMs, everyMs, window, ...rest } = picture;
    const marked = window === null ? null : { from: toInstant(window.fromMs), to: toInstant(window.toMs) };
    return { ...rest, from: toInstant(fromMs), every_ms: everyMs, window: marked };
  }
  const { fromMs, everyMs, ...rest } = picture;
  return { ...rest, from: toInstant(fromMs), every_ms: everyMs };
}

function toInstant(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
