import type { CheckResult } from '../../incident/events.ts';
import { sourcesOf } from '../../incident/paste/readers.ts';
import type { StepState } from '../../incident/state.ts';
import { readOf } from '../../report/read.ts';
import type { Step } from '../../runbook/schema.ts';
import { renderDuration, renderTime } from '../clock.ts';
import { blank, type Line, line, span } from '../line.ts';
import { statusOf } from '../status.ts';
import { statusWords, type Theme } from '../theme.ts';
import { fillInputs, partyOf, sourceOf, stateOf, titleOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';
import { pictureLines } from './picture.ts';

/** A check: what it found or is doing, the evidence with its places, and the command that anyone could run again. */
export function checkLines(world: World, options: Options): readonly Line[] {
  const { step, columns, isDetailed, isCut = false } = options;
  const state = stateOf(world, step.id);
  if (state?.result === undefined || statusOf(world, step.id) === 'running') return layOut(world, options);
  const shape = `${columns} ${isDetailed} ${isCut}`;
  const kept = pages.get(state);
  if (kept?.shape === shape && kept.theme === world.theme) return kept.lines;
  const lines = layOut(world, options);
  pages.set(state, { shape, theme: world.theme, lines });
  return lines;
}

type Options = {
  readonly step: Step;
  readonly columns: number;
  readonly isDetailed: boolean;
  readonly isCut?: boolean;
};

/** Every key draws a check anew, and a result with thousands of lines does not change. */
const pages = new WeakMap<
  StepState,
  { readonly shape: string; readonly theme: Theme; readonly lines: readonly Line[] }
>();

function layOut(world: World, options: Options): readonly Line[] {
  const { step, columns, isDetailed, isCut = false } = options;
  const state = stateOf(world, step.id);
  // While a check runs again, what it said before is out of date.
  const result = statusOf(world, step.id) === 'running' ? undefined : state?.result;
  return [
    ...readsLines(world, step),
    ...paragraph(titleOf(world, step), columns, { tone: 'strong' }),
    ...statusLines(world, { step, result, columns }),
    ...(isDetailed && result !== undefined ? readLines(result, columns) : []),
    ...(state?.stale === undefined || result === undefined
      ? []
      : hanging('Stale', `${state.stale}; r runs it again`, columns)),
    ...(state?.setback?.reason === undefined ? [] : hanging('Skipped', state.setback.reason, columns)),
    ...(result?.unblock === undefined ? [] : hanging('To unblock', result.unblock, columns)),
    ...(!isDetailed && state?.status === 'blocked' ? pasteLines(world, step, columns) : []),
    ...pictureLines(result?.pictures ?? [], columns, world.theme),
    ...(step.why === undefined ? [] : [blank, ...hanging('Why ', fillInputs(world, step.why), columns)]),
    ...(step.hint === undefined ? [] : hanging('Hint', fillInputs(world, step.hint), columns)),
    ...(result === undefined ? [] : resultLines(result, { columns, isDetailed, isCut })),
    ...(isDetailed ? caseLines(step, columns) : []),
  ];
}

function pasteLines({ runbook }: World, step: Step, columns: number): readonly Line[] {
  const sources = sourcesOf(runbook, step);
  if (sources.length === 0) return [];
  const isLog = sources.some(({ log }) => log !== undefined);
  return hanging('Or', isLog ? 'run it there, and paste what it prints here: p' : 'paste its text here: p', columns);
}

function readsLines(world: World, step: Step): readonly Line[] {
  const source = sourceOf(world, step);
  const party = partyOf(world, step);
  const parts = [source?.title, party?.name].filter((part) => part !== undefined);
  return parts.length === 0
    ? []
    : [line(span(step.risk === 'write' ? 'Changes ' : 'Reads ', 'label'), span(parts.join(', ')))];
}

function statusLines(
  world: World,
  of: { readonly step: Step; readonly result: CheckResult | undefined; readonly columns: number },
): readonly Line[] {
  const status = statusOf(world, of.step.id);
  const running = world.snapshot.running.find(({ step }) => step === of.step.id);
  const { spinner, status: signs } = world.theme.glyphs;
  const mark = `${signs[status]} ${statusWords[status]}`;
  if (running !== undefined) {
    const told = running.progress === '' ? '' : `  ${running.progress}`;
    const turning = spinner[world.tick % spinner.length] ?? signs.running;
    return paragraph(
      `${turning} ${statusWords.running} ${renderDuration(world.now - running.sinceMs)}${told}`,
      of.columns,
      { tone: 'running' },
    );
  }
  if (of.result === undefined) {
    const ask =
      of.step.risk === 'write' && status === 'pending' ? '  It changes something: r runs it, after a yes.' : '';
    return paragraph(`${mark}${ask}`, of.columns, { tone: status });
  }
  return paragraph(`${mark}  ${of.result.say}`, of.columns, { tone: status });
}

/** What was read of logs: an answer is as good as that. */
function readLines({ facts }: CheckResult, columns: number): readonly Line[] {
  const read = readOf(facts);
  if (read === undefined) return [];
  return hanging(read.isWhole ? 'Read' : 'Read, but not all of it:', read.say, columns);
}

type Shape = { readonly columns: number; readonly isDetailed: boolean; readonly isCut: boolean };

function evidenceLines(result: CheckResult, given: Shape): readonly Line[] {
  const { columns, isDetailed, isCut } = given;
  return result.evidence.flatMap(({ source, line: row, text }) => {
    const shown = isCut
      ? text
          .trimEnd()
          .split(/\r\n|\r|\n/)
          .map((one) => line(span(one)))
      : paragraph(text, columns - 2, isDetailed ? {} : { max: 2 });
    return [
      line(span(row === undefined ? source : `${source}:${row}`, 'label')),
      ...shown.map(({ spans }) => ({ spans: [span('  '), ...spans] })),
    ];
  });
}

function resultLines(result: CheckResult, shape: Shape): readonly Line[] {
  const { columns, isDetailed } = shape;
  const evidence = evidenceLines(result, shape);
  // What was read stands beside the answer.
  const isToldAbove = readOf(result.facts) !== undefined;
  const facts = Object.entries(result.facts).filter(([name]) => name !== 'read' || !isToldAbove);
  return [
    ...(evidence.length === 0 ? [] : [blank, line(span('Evidence', 'strong')), ...evidence]),
    ...(result.command === null
      ? []
      : [
          blank,
          line(span('Run it yourself', 'strong')),
          ...paragraph(result.command, columns, isDetailed ? {} : { max: 4 }),
        ]),
    ...(isDetailed && facts.length > 0
      ? [
          blank,
          line(span('Facts', 'strong')),
          ...facts.flatMap(([name, value]) => hanging(name, renderFact(value), columns)),
        ]
      : []),
    blank,
    line(
      span(
        `Began ${renderTime(result.startedAt, { seconds: true })}, took ${renderDuration(result.durationMs)}`,
        'quiet',
      ),
    ),
  ];
}

function caseLines(step: Step, columns: number): readonly Line[] {
  if (step.cases === undefined || step.cases.length === 0) return [];
  return [
    blank,
    line(span('What a finding means', 'strong')),
    ...step.cases.flatMap(({ title, means }) => [
      ...paragraph(title, columns),
      ...paragraph(means, columns - 2, { tone: 'quiet' }).map((row) => ({ spans: [span('  '), ...row.spans] })),
    ]),
  ];
}

function renderFact(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not recorded');
}
