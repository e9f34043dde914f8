import { lanesOf } from './arrivals.ts';
import { countMarks } from './count-marks.ts';
import { heatRowsOf } from './heat.ts';
import { mergeValues } from './line/values.ts';
import type { Arrivals, Heat, Line, Picture } from './picture.ts';

/** What the journal keeps of one step: pictures, marks and lanes of each, hops, rows and cells of a heat strip, lines and values of each, limits, characters of a label. */
const max = {
  pictures: 4,
  marks: 2_000,
  lanes: 100,
  hops: 200,
  rows: 100,
  cells: 4_000,
  lines: 12,
  values: 1_000,
  limits: 4,
  label: 200,
} as const;

/** Pictures small enough for the journal. What is left out is said in the title; what lies near in time is counted together. */
export function boundPictures(pictures: readonly Picture[]): readonly Picture[] {
  return pictures.slice(0, max.pictures).map(boundPicture);
}

function boundPicture(picture: Picture): Picture {
  switch (picture.kind) {
    case 'arrivals':
      return boundArrivals(picture);
    case 'ladder': {
      const hops = picture.hops.slice(0, max.hops).map((hop) => ({ ...hop, title: short(hop.title) }));
      return { ...picture, title: titleOf(picture.title, hops.length, picture.hops.length), hops };
    }
    case 'heat':
      return boundHeat(picture);
    case 'line':
      return boundLine(picture);
  }
}

/** Of many marks those of a lane that are near each other are counted together; of very many lanes there are the first. */
function boundArrivals(picture: Arrivals): Arrivals {
  if (picture.marks.length <= max.marks)
    return {
      ...picture,
      title: short(picture.title),
      marks: picture.marks.map((mark) => ({ ...mark, lane: short(mark.lane) })),
    };
  const lanes = lanesOf(picture);
  const kept = lanes.slice(0, max.lanes);
  const most = Math.floor(max.marks / kept.length);
  const marks = kept.flatMap(({ label, at, counts }) => {
    return countMarks({ at, counts }, most).map((mark) => ({ ...mark, lane: short(label) }));
  });
  return { ...picture, title: titleOf(picture.title, kept.length, lanes.length, ' lanes'), marks };
}

function boundLine(picture: Line): Line {
  const kept = picture.series.slice(0, max.lines);
  const most = kept.reduce((length, { values }) => Math.max(length, values.length), 0);
  const merge = Math.max(1, Math.ceil(most / max.values));
  return {
    ...picture,
    title: titleOf(picture.title, kept.length, picture.series.length),
    everyMs: picture.everyMs * merge,
    series: kept.map(({ label, values }) => ({ label: short(label), values: mergeValues(values, merge) })),
    limits: picture.limits.slice(0, max.limits).map((limit) => ({ ...limit, label: short(limit.label) })),
  };
}

function boundHeat(picture: Heat): Heat {
  const kept = picture.rows.slice(0, max.rows);
  const spans = kept.reduce((most, { counts }) => Math.max(most, counts.length), 0);
  const merge = Math.max(1, Math.ceil((spans * kept.length) / max.cells));
  const rows = heatRowsOf({ ...picture, rows: kept }, merge).map(({ label, counts, values }) => ({
    label: short(label),
    counts,
    ...(values === 1 ? {} : { values }),
  }));
  const title = titleOf(picture.title, rows.length, picture.rows.length);
  return { ...picture, title, everyMs: picture.everyMs * merge, rows };
}

function titleOf(title: string, kept: number, all: number, what = ''): string {
  return kept === all ? short(title) : `${short(title)} (the first ${kept} of ${all}${what})`;
}

function short(text: string): string {
  return text.length <= max.label ? text : `${text.slice(0, max.label - 1)}…`;
}
