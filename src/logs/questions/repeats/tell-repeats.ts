import type { Picture } from '../../../plot/picture.ts';
import type { QuestionAnswer } from '../question.ts';
import { sayUnkeyed } from '../unkeyed.ts';
import { brief, countOf, grouped, renderGap, renderInstant, renderLength } from '../wording.ts';
import type { Repeated, Summary } from './summary.ts';

/** What the answer is made of: events with a key and without, distinct keys, and what of them came again. */
export type Counted = {
  readonly n: number;
  readonly unkeyed: number;
  readonly keys: number;
  readonly summary: Summary;
  readonly by: string;
  readonly within: number | undefined;
};

const maxLanes = 8;

/**
 * Tells which keys came again. The facts of the worst key have the names that a rule asks for: `spread_ms`, `gap_ms`.
 */
export function tellRepeats(counted: Counted): QuestionAnswer {
  const { n, keys, unkeyed, summary } = counted;
  const [worst] = summary.top;
  return {
    facts: {
      n,
      keys,
      unkeyed,
      repeated_keys: summary.repeated,
      repeats: summary.repeats,
      at_least: summary.isCut,
      worst: worst?.key ?? null,
      worst_n: worst?.n ?? 0,
      gaps_ms: worst?.gaps ?? [],
      gap_ms: finite(worst?.medianGap),
      spread_ms: spreadOf(worst),
      resolution_ms: worst?.resolutionMs ?? null,
      first: renderInstant(worst?.firstAt ?? Number.NaN),
      last: renderInstant(worst?.lastAt ?? Number.NaN),
    },
    // A terminal has room for the first columns only.
    rows: summary.top.map((repeated) => ({
      key: repeated.key,
      n: repeated.n,
      gap_ms: finite(repeated.medianGap),
      min_gap_ms: finite(repeated.minGap),
      max_gap_ms: finite(repeated.maxGap),
      first: renderInstant(repeated.firstAt),
      last: renderInstant(repeated.lastAt),
      repeats: repeated.repeats,
      spread_ms: spreadOf(repeated),
      resolution_ms: repeated.resolutionMs,
      gaps: renderGaps(repeated),
      gaps_ms: repeated.gaps,
      cut: repeated.isCut,
    })),
    refs: summary.top.slice(0, 4).flatMap(({ marks }) => marks.slice(0, 4).map(({ ref }) => ref)),
    say: say(counted),
    pictures: drawArrivals(counted),
  };
}

function say({ n, unkeyed, keys, summary, by, within }: Counted): string {
  const [worst] = summary.top;
  const again = within === undefined ? 'more than once' : `again within ${renderLength(within)}`;
  const name = by.startsWith('/') ? 'keys' : `values of ${by}`;
  if (n === 0) return sayUnkeyed(by, unkeyed);
  if (worst === undefined) {
    const none = summary.isCut ? 'none seen' : 'none';
    return `${none} of ${grouped(keys)} ${name} comes ${again}`;
  }
  const least = summary.isCut ? 'at least ' : '';
  const gaps = renderGaps(worst);
  const most = `${brief(worst.key)} ${countOf(worst.n, 'time')}${gaps === '' ? '' : `, ${worst.isCut ? 'the first of them ' : ''}${gaps} apart`}`;
  return `${least}${grouped(summary.repeated)} of ${grouped(keys)} ${name} ${summary.repeated === 1 ? 'comes' : 'come'} ${again}: ${summary.repeated === 1 ? '' : 'most often '}${most}`;
}

/** Up to three gaps as they are, more as the range they lie in. */
function renderGaps({ gaps, repeats, minGap, maxGap, resolutionMs }: Repeated): string {
  if (gaps.length === 0) return '';
  const words = gaps.map((gap) => renderGap(gap, resolutionMs));
  if (repeats === gaps.length && words.length <= 3) return words.join(', ');
  if (minGap === maxGap) return renderGap(minGap, resolutionMs);
  return `${renderGap(minGap, resolutionMs)} to ${renderGap(maxGap, resolutionMs)}`;
}

function drawArrivals({ summary, by }: Counted): readonly Picture[] {
  const lanes = summary.top.slice(0, maxLanes);
  const marks = lanes.flatMap(({ key, drawn }) =>
    drawn.map(({ at, n }) => (n === undefined ? { at, lane: key } : { at, n, lane: key })),
  );
  const left = leftOut(summary, lanes);
  const title = `When each ${by} came${left.length === 0 ? '' : ` (${left.join('; ')})`}`;
  return marks.length === 0 ? [] : [{ kind: 'arrivals', title, marks }];
}

/** What is not in the picture. */
function leftOut(summary: Summary, lanes: readonly Repeated[]): readonly string[] {
  const all = lanes.reduce((sum, { n }) => sum + n, 0);
  const drawn = lanes.reduce((sum, lane) => lane.drawn.reduce((part, { n = 1 }) => part + n, sum), 0);
  const isCut = lanes.some((lane) => lane.isCut);
  return [
    ...(summary.repeated > lanes.length
      ? [`the ${lanes.length} that came most often, of ${grouped(summary.repeated)}`]
      : []),
    ...(drawn === all
      ? []
      : [isCut ? `the first ${grouped(drawn)} of ${grouped(all)}` : `${grouped(all - drawn)} without a time left out`]),
  ];
}

/** A spread needs two gaps: with one there is nothing that it could differ from. */
function spreadOf(repeated: Repeated | undefined): number | null {
  return repeated === undefined || repeated.gaps.length < 2 ? null : repeated.maxGap - repeated.minGap;
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
