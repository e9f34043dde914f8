import type { AxisVerdict, Contribution, RankedHypothesis } from '../../diagnosis/diagnosis.ts';
import { describeOpening, describeOtherwise } from '../../report/hinges.ts';
import type { Step } from '../../runbook/schema.ts';
import { renderMinutes } from '../clock.ts';
import { keptLines } from '../kept-lines.ts';
import { blank, type Line, line, span, spread } from '../line.ts';
import { standingOf } from '../panels/ranking.ts';
import { renderPoints } from '../points.ts';
import { findStep, stateOf, titleOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** What would change a verdict, and what carries it, is told of so many each. */
const maxHinges = 5;

/**
 * Why: what the step would tell of each hypothesis; what would change each verdict and what carries it; and how each score comes about, point
 * by point with its sources.
 */
export const whyLines = keptLines(
  (
    world,
    options: { readonly step: string; readonly isScoreFirst: boolean; readonly columns: number },
  ): readonly Line[] => {
    const step = findStep(world, options.step);
    const about = step === undefined ? [] : stepLines(world, step, options.columns);
    const score = world.snapshot.diagnosis.axes.flatMap((axis) => [...axisLines(world, axis, options.columns), blank]);
    return options.isScoreFirst ? [...score, ...about] : [...about, ...score];
  },
);

function stepLines(world: World, step: Step, columns: number): readonly Line[] {
  const observation = world.runbook.observations.find(({ id }) => id === step.observes);
  const next = world.snapshot.diagnosis.next.find((one) => one.step === step.id);
  const outcome = stateOf(world, step.id)?.outcome;
  const outcomes = (observation?.outcomes ?? []).flatMap(({ id, label, evidence }) => {
    const said = step.choices?.find((choice) => choice.id === id)?.label ?? label ?? id;
    const says = Object.entries(evidence).map(
      ([hypothesis, word]) => `${word.replace('-', ' ')} ${nameOf(world, hypothesis)}`,
    );
    return [
      line(
        span(id === outcome ? `${world.theme.glyphs.chosen} ` : '  ', 'focus'),
        span(said, id === outcome ? 'strong' : 'plain'),
      ),
      ...paragraph(says.length === 0 ? 'says nothing either way' : says.join('; '), columns - 4, { tone: 'quiet' }).map(
        (row) => ({ spans: [span('    '), ...row.spans] }),
      ),
    ];
  });
  return [
    line(span('This step: ', 'label'), span(titleOf(world, step), 'strong')),
    ...(step.why === undefined ? [] : paragraph(step.why, columns)),
    ...(next === undefined ? [] : paragraph(`${next.why} (${renderMinutes(next.minutes)})`, columns)),
    ...(outcomes.length === 0
      ? paragraph('It observes nothing that the ranking counts; it is kept for the note.', columns, { tone: 'quiet' })
      : [line(span('What each outcome says', 'label')), ...outcomes]),
    blank,
  ];
}

function axisLines(world: World, axis: AxisVerdict, columns: number): readonly Line[] {
  return [
    ...paragraph(axis.question, columns, { tone: 'strong' }),
    ...paragraph(standingOf(axis), columns, { tone: 'quiet' }),
    ...axis.missing.slice(1).flatMap((missing) => hanging('Also', missing, columns, 'quiet')),
    ...hingeLines(axis, columns),
    ...axis.hypotheses.flatMap((hypothesis) => hypothesisLines(world, hypothesis, columns)),
  ];
}

/** What would change the verdict, and what carries it. */
function hingeLines(axis: AxisVerdict, columns: number): readonly Line[] {
  const { open, known } = axis.hinges;
  const hinge = (said: string, after: string) => [
    ...hanging(' ', said, columns),
    ...hanging('   ', after, columns, 'quiet'),
  ];
  const changes = open.slice(0, maxHinges).flatMap((one) => {
    const opening = describeOpening(one);
    return hinge(
      `${one.question} “${one.answer}” (${one.step}${opening === undefined ? '' : `, ${opening}`})`,
      describeOtherwise(axis, one, 'points'),
    );
  });
  const carriers = known
    .slice(0, maxHinges)
    .flatMap((one) => hinge(`${one.say} (${one.step})`, `without it: ${describeOtherwise(axis, one, 'points')}`));
  return [
    line(span('What would change it', 'label')),
    ...(open.length === 0 ? [line(span('  no one answer or check that is left', 'quiet'))] : changes),
    ...moreLine(open.length),
    ...(axis.state === 'open' ? [] : [line(span('What carries it', 'label'))]),
    ...(axis.state === 'open' || known.length > 0
      ? carriers
      : [line(span('  no one fact: without any of them it stays so', 'quiet'))]),
    ...moreLine(known.length),
    line(span('How the scores come about', 'label')),
  ];
}

function moreLine(count: number): readonly Line[] {
  return count <= maxHinges ? [] : [line(span(`  and ${count - maxHinges} more`, 'quiet'))];
}

function hypothesisLines(world: World, hypothesis: RankedHypothesis, columns: number): readonly Line[] {
  const title = hypothesis.id === 'other' ? 'Something not on this list' : hypothesis.title;
  const score = line(span(`  ${hypothesis.word} `), span(renderPoints(hypothesis.scoreDb), 'strong'));
  const before = line(span('  before any evidence', 'quiet'));
  return [
    spread(line(span(title)), score, columns),
    spread(before, line(span(renderPoints(hypothesis.priorDb), 'quiet')), columns),
    ...[...hypothesis.for, ...hypothesis.against].flatMap((one) => contributionLines(world, one, columns)),
  ];
}

function contributionLines(world: World, contribution: Contribution, columns: number): readonly Line[] {
  const isFor = contribution.db >= 0;
  const first = stateOf(world, contribution.step)?.result?.evidence[0];
  const place = first === undefined ? '' : `, ${first.source}${first.line === undefined ? '' : `:${first.line}`}`;
  const weighed =
    renderPoints(contribution.authoredDb) === renderPoints(contribution.db)
      ? ''
      : `, ${renderPoints(contribution.authoredDb)} before weighing`;
  const tail = line(span(`  ${renderPoints(contribution.db)}`, isFor ? 'for' : 'against'));
  const [head, ...rest] = paragraph(contribution.say, columns - 14);
  return [
    spread(
      line(span(isFor ? '  for      ' : '  against  ', isFor ? 'for' : 'against'), ...(head?.spans ?? [])),
      tail,
      columns,
    ),
    ...rest.map((row) => ({ spans: [span('           '), ...row.spans] })),
    line(span(`           ${contribution.step}${place}, ${contribution.quality}${weighed}`, 'quiet')),
  ];
}

function nameOf(world: World, id: string): string {
  const all = world.runbook.axes.flatMap((axis) => axis.hypotheses);
  return all.find((hypothesis) => hypothesis.id === id)?.title ?? id;
}
