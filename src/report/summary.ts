import { toVisible } from '../redact/visible.ts';
import type { Party } from '../runbook/schema.ts';
import { renderAxisLine } from './axis-line.ts';
import type { FixAdvice } from './fixes.ts';
import type { Report } from './report.ts';
import { renderMinute } from './waited-for.ts';

const maxAxes = 5;
const maxFixes = 3;
const maxNamed = 3;

/** Renders what is left on the terminal after the walk: at most 14 lines of plain text, no colour, safe to print. */
export function renderSummary(report: Report): string {
  const { axes } = report;
  const more = axes.length > maxAxes ? [`… and ${axes.length - maxAxes} more questions; see the note`] : [];
  return [
    ...axes.slice(0, maxAxes).map(renderAxisLine),
    ...more,
    ...renderFixes(report),
    ...renderMissing(report),
    ...renderOld(report),
  ]
    .map(toVisible)
    .join('\n');
}

function renderFixes({ fixes, parties }: Report): readonly string[] {
  const now = fixes.filter(({ fix, recommended }) => recommended && fix.tier === 'immediate');
  if (now.length === 0) return ['Fix now: nothing is recommended on what is known'];
  const render = ({ fix, because }: FixAdvice) =>
    `Fix now: ${fix.title} (${parties.find(({ id }) => id === fix.party)?.name ?? fix.party}; ${because.join(', ')})`;
  const more = now.length > maxFixes ? [`… and ${now.length - maxFixes} more fixes; see the note`] : [];
  return [...now.slice(0, maxFixes).map(render), ...more];
}

function renderMissing(report: Report): readonly string[] {
  const lost = report.steps.filter(
    ({ status, kind }) =>
      ['error', 'blocked', 'interrupted'].includes(status) || (status === 'pending' && kind !== 'ask'),
  );
  const questions = report.openQuestions.map(
    ({ party, questions }) => `${party?.name ?? 'the engineer'} ${questions.length}${describeAsked(report, party)}`,
  );
  const named = lost
    .slice(0, maxNamed)
    .map(({ id }) => id)
    .join(', ');
  const rest = lost.length > maxNamed ? ` and ${lost.length - maxNamed} more` : '';
  return [
    lost.length === 0 ? '' : `Not checked: ${named}${rest}`,
    questions.length === 0 ? '' : `Open questions: ${questions.join(', ')}`,
  ].filter((line) => line !== '');
}

function describeAsked({ header }: Report, party: Party | undefined): string {
  const asked = header.waiting.find(({ from }) => from === party?.name);
  return asked === undefined ? '' : ` (${asked.steps.length} asked since ${renderMinute(asked.since)})`;
}

/** What may no longer hold, and what has no place any more. */
function renderOld({ steps, misfits }: Report): readonly string[] {
  const stale = steps.filter((step) => step.stale !== undefined).map(({ id }) => id);
  const rest = stale.length > maxNamed ? ` and ${stale.length - maxNamed} more` : '';
  const first = misfits[0];
  const others = misfits.length > 1 ? ` (and ${misfits.length - 1} more; see the note)` : '';
  return [
    ...(stale.length === 0
      ? []
      : [`May no longer hold: ${stale.slice(0, maxNamed).join(', ')}${rest} (resume --refresh)`]),
    ...(first === undefined ? [] : [`The runbook has changed: ${first.what}: ${first.why}${others}`]),
  ];
}
