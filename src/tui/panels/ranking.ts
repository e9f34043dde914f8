import type { Advice } from '../../diagnosis/advice.ts';
import type { AxisVerdict, Contradiction, Contribution, RankedHypothesis } from '../../diagnosis/diagnosis.ts';
import { renderMinutes } from '../clock.ts';
import { keptLines } from '../kept-lines.ts';
import { blank, type Line, line, span, spread } from '../line.ts';
import { adviceOf, leapOf, nameAdvice } from '../next-step.ts';
import { axisWords, barCells, renderPoints } from '../points.ts';
import type { Theme } from '../theme.ts';
import { findStep, titleOf, type World } from '../world.ts';
import { hanging, paragraph, wrap } from '../wrap.ts';

/** The most hypotheses an axis shows; "not on this list" comes after them. */
const maxHypotheses = 3;

/** The most next steps. */
const maxNext = 2;

const barWidth = 8;

/** The ranking of every axis with what speaks for and against, and what contradicts itself. */
export const rankingLines = keptLines((world, columns: number): readonly Line[] => {
  const { axes, contradictions } = world.snapshot.diagnosis;
  return [
    ...axes.flatMap((axis, index) => [...(index === 0 ? [] : [blank]), ...axisLines(world.theme, axis, columns)]),
    ...(contradictions.length === 0
      ? []
      : [blank, ...contradictions.flatMap((one) => contradictionLines(one, columns))]),
  ];
});

/** The next best steps, why, and what they cost. */
export const nextLines = keptLines((world, columns: number): readonly Line[] => {
  const next = adviceOf(world).slice(0, maxNext);
  const [first] = next;
  if (first === undefined) return [];
  const leap = leapOf(world);
  return [
    line(span('Next', 'strong')),
    ...next.flatMap((advice, index) => [
      ...adviceLines(world, { advice, index, columns }),
      ...(index > 0 || leap === undefined ? [] : moreLines(leap, columns, 3)),
    ]),
  ];
});

/** The hypotheses an axis shows, best first, and "not on this list". */
export function shownHypotheses(axis: AxisVerdict): {
  readonly named: readonly RankedHypothesis[];
  readonly hidden: number;
  readonly other: RankedHypothesis | undefined;
} {
  const all = axis.hypotheses.filter(({ id }) => id !== 'other');
  const other = axis.hypotheses.find(({ id }) => id === 'other');
  return { named: all.slice(0, maxHypotheses), hidden: Math.max(0, all.length - maxHypotheses), other };
}

/** The state of an axis in a few words, its lead rounded down so that 9.6 never reads as the 10 that settle, with the first thing that keeps it from being settled. */
export function standingOf(axis: AxisVerdict): string {
  const lead = axis.state === 'open' ? '' : `, ${Math.floor(axis.leadDb)} points ahead`;
  const missing = axis.state === 'settled' ? undefined : axis.missing[0];
  return `${axisWords[axis.state]}${lead}${missing === undefined ? '' : `: ${missing}`}`;
}

/** One hypothesis as bar, word and points. */
function scoreSpans(theme: Theme, axis: AxisVerdict, hypothesis: RankedHypothesis) {
  const cells = barCells(axis, hypothesis, barWidth);
  return [
    span(theme.glyphs.bar.repeat(cells) + theme.glyphs.dot.repeat(barWidth - cells), 'bar'),
    span(` ${hypothesis.word} `),
    span(renderPoints(hypothesis.scoreDb), 'strong'),
  ];
}

function axisLines(theme: Theme, axis: AxisVerdict, columns: number): readonly Line[] {
  const { named, hidden, other } = shownHypotheses(axis);
  return [
    ...paragraph(axis.question, columns, { tone: 'strong', max: 2 }),
    ...paragraph(standingOf(axis), columns, { tone: axis.state === 'settled' ? 'pass' : 'quiet', max: 3 }),
    ...named.flatMap((hypothesis, index) =>
      hypothesisLines(theme, {
        axis,
        hypothesis,
        place: String(index + 1),
        isLeader: hypothesis.id === axis.leader,
        columns,
      }),
    ),
    ...(other === undefined
      ? []
      : axis.leader === 'other'
        ? hypothesisLines(theme, { axis, hypothesis: other, place: '?', isLeader: true, columns })
        : [otherLine(other, columns)]),
    ...(hidden === 0 ? [] : [line(span(`  ${hidden} more behind: w shows all`, 'quiet'))]),
  ];
}

function hypothesisLines(
  theme: Theme,
  of: {
    readonly axis: AxisVerdict;
    readonly hypothesis: RankedHypothesis;
    readonly place: string;
    readonly isLeader: boolean;
    readonly columns: number;
  },
): readonly Line[] {
  const { axis, hypothesis, place, isLeader, columns } = of;
  const title = hypothesis.id === 'other' ? 'Something not on this list' : hypothesis.title;
  const score = line('  ', ...scoreSpans(theme, axis, hypothesis));
  if (!isLeader) {
    const against = hypothesis.against[0];
    const said = against ?? hypothesis.for[0];
    return [
      line(span(`${place} `, 'key'), span(title)),
      score,
      ...(said === undefined ? [] : contributionLines(said, columns, 1)),
    ];
  }
  const against = hypothesis.against[0];
  return [
    ...hanging(place, title, columns, 'strong').slice(0, 2),
    score,
    ...hypothesis.for.slice(0, 2).flatMap((one) => contributionLines(one, columns, 2)),
    ...(against === undefined
      ? [line(span('  against  ', 'against'), span('nothing', 'plain'))]
      : contributionLines(against, columns, 2)),
  ];
}

function otherLine(other: RankedHypothesis, columns: number): Line {
  const score = line(span(`  ${other.word} `), span(renderPoints(other.scoreDb), 'strong'));
  return spread(line(span('? ', 'key'), span('Something not on this list')), score, columns);
}

/** One sighting for or against, with the step it comes from and its points at the right. */
function contributionLines(contribution: Contribution, columns: number, max: number): readonly Line[] {
  const isFor = contribution.db >= 0;
  const label = isFor ? '  for      ' : '  against  ';
  const tail = line(
    span(`  ${contribution.step} `, 'quiet'),
    span(renderPoints(contribution.db), isFor ? 'for' : 'against'),
  );
  const tailWidth = contribution.step.length + 3 + renderPoints(contribution.db).length;
  const room = columns - label.length;
  const rows = wrap(contribution.say, max === 1 ? 10_000 : room);
  const shown = rows.length > max ? [...rows.slice(0, max - 1), rows.slice(max - 1).join(' ')] : rows;
  return shown.map((row, index) => {
    const left = line(span(index === 0 ? label : ' '.repeat(label.length), isFor ? 'for' : 'against'), span(row));
    return index === shown.length - 1 && tailWidth < columns / 2 ? spread(left, tail, columns) : left;
  });
}

function contradictionLines(contradiction: Contradiction, columns: number): readonly Line[] {
  const { kept, dropped } = contradiction;
  return [
    ...hanging('!', `Contradiction: ${contradiction.say}`, columns, 'warn').slice(0, 3),
    ...paragraph(`${kept.step} counts, ${dropped.step} does not`, columns - 2, { tone: 'quiet', max: 2 }).map(
      (row) => ({
        spans: [span('  '), ...row.spans],
      }),
    ),
  ];
}

function adviceLines(
  world: World,
  of: { readonly advice: Advice; readonly index: number; readonly columns: number },
): readonly Line[] {
  const { advice, index, columns } = of;
  const { step, message } = advice;
  const minutes = line(span(`  ${renderMinutes(advice.minutes)}`, 'quiet'));
  const more = message === undefined ? step.why : message.steps.map((id) => nameOf(world, id)).join('; ');
  return [
    spread(line(span(`${index + 1} `, 'key'), span(nameAdvice(world, advice))), minutes, columns),
    ...moreLines(more, columns),
  ];
}

function nameOf(world: World, id: string): string {
  const found = findStep(world, id);
  return found === undefined ? id : titleOf(world, found);
}

function moreLines(text: string, columns: number, max = 2): readonly Line[] {
  return paragraph(text, columns - 2, { tone: 'quiet', max }).map((row) => ({ spans: [span('  '), ...row.spans] }));
}
