import { renderNumber } from '../../plot/number-text.ts';
import { renderGap, renderTime } from '../../plot/time-text.ts';
import type { Verdict } from '../check.ts';
import { type Limit, lengthOf } from './limits.ts';
import type { Measured } from './measured.ts';
import type { Series } from './series.ts';

/** What the values come to, `series` with the worst first and `broken` those beyond a limit for long enough. */
export function toVerdict(measured: Measured, broken: readonly Series[]): Verdict {
  const { series, limits, expect, span } = measured;
  const query = shorten(measured.query);
  const [worst] = series;
  if (worst === undefined || series.every(({ last }) => last === null)) {
    const where = span === undefined ? 'at that instant' : series.length === 0 ? 'in that time' : 'in the window';
    const say = `${query} has no data ${where}: is the name right, and was it collected then?`;
    return { outcome: 'no-data', status: expect?.no_data ?? 'warn', say };
  }
  const subject = (one: Series) =>
    series.length === 1 || one.label === '' ? query : `${shorten(one.label)} of ${query}`;
  const told = tellRange(worst) + tellChange(worst);
  if (limits.all.length === 0) {
    const say = `${subject(worst)}: ${told}; nothing was judged, since no limit was given`;
    return { outcome: 'measured', status: 'warn', say };
  }
  const limit = limits.all.map(tellLimit).join(' and ');
  const [first] = broken;
  if (first?.breach != null) {
    const { breach } = first;
    const isHigh = limits.all.some(({ bad, value }) => bad === 'above' && breach.worst >= value);
    const others = broken.length === 1 ? '' : `; so are ${broken.length - 1} more of ${series.length} series`;
    const say = `${subject(first)} was ${renderNumber(breach.worst)}, expected ${limit}${tellWhen(first, measured)}${tellChange(first)}${others}`;
    return { outcome: isHigh ? 'too-high' : 'too-low', status: 'fail', say };
  }
  if (worst.breach !== null) {
    const most = renderNumber(worst.breach.worst);
    const say = `${subject(worst)} was ${most}, expected ${limit}, but for less than ${renderGap(limits.forMs)}${tellChange(worst)}`;
    return { outcome: 'briefly', status: 'warn', say };
  }
  const all = series.length === 1 ? `${query} was` : `all ${series.length} series of ${query} were`;
  const nearest = series.length === 1 ? '' : `the nearest is ${shorten(worst.label)}, `;
  return { outcome: 'within', status: 'pass', say: `${all} ${limit}: ${nearest}${told}` };
}

function tellLimit({ label, value }: Limit): string {
  const words = { max: 'at most', min: 'at least' }[label] ?? label;
  return `${words} ${renderNumber(value)}`;
}

/** A query or a label in a sentence: on one line, and not longer than one. */
function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function tellRange({ min, max, last }: Series): string {
  const [least, most, end] = [min, max, last].map((value) => renderNumber(value ?? 0));
  return min === max ? `${end}` : `${least} to ${most}, last ${end}`;
}

/** When it began in all that was asked for, and how long it lasted in the window. */
function tellWhen({ breach, firstBreach }: Series, { span }: Measured): string {
  if (breach === null || span === undefined) return '';
  const began = firstBreach ?? breach.fromMs;
  const early = began < span.window.fromMs ? ', before the window' : '';
  const lasted = lengthOf(breach) === 0 ? 'for one sample' : `for ${renderGap(lengthOf(breach))} in a row`;
  return `: first beyond it at ${renderTime(began)} UTC${early}, in the window ${lasted}`;
}

function tellChange({ before, during, after }: Series): string {
  const sides = [
    ...(before === null ? [] : [`${renderNumber(before)} before`]),
    ...(after === null ? [] : [`${renderNumber(after)} after`]),
  ];
  return during === null || sides.length === 0 ? '' : ` (mean ${renderNumber(during)}, ${sides.join(', ')})`;
}
