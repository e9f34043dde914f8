import { type IncidentBrief, isSettled, type Wait } from '../../incident/brief.ts';
import { renderDuration } from '../clock.ts';
import { markedLine } from '../finder/finder-lines.ts';
import { blank, fitLine, type Line, line, lineWidth, span, spread } from '../line.ts';
import { hanging, paragraph } from '../wrap.ts';
import { type Home, type HomeRow, type HomeWorld, markedRow, sectionsOf } from './home.ts';
import type { HomeMatch, HomeRunbook } from './home-data.ts';

/** The lists as rows of a panel, and the row that the mark is on. */
export function listLines(
  home: Home,
  world: HomeWorld,
  columns: number,
): { readonly lines: readonly Line[]; readonly markedAt: number } {
  const marked = markedRow(home, world)?.key;
  const lines: Line[] = [];
  let markedAt = 0;
  for (const { title, rows } of sectionsOf(home, world)) {
    lines.push(...(lines.length === 0 ? [] : [blank]), line(span(title, 'strong'), span(` ${countOf(rows)}`, 'quiet')));
    for (const row of rows) {
      if (row.key === marked) markedAt = lines.length;
      lines.push(markedLine(rowLine(row, world, columns - 2), row.key === marked, { theme: world.theme, columns }));
    }
  }
  return { lines: lines.length === 0 ? emptyLines(home, world, columns) : lines, markedAt };
}

/** The marked row in full. */
export function detailLines(row: HomeRow | undefined, world: HomeWorld, columns: number): readonly Line[] {
  switch (row?.kind) {
    case undefined:
    case 'more':
      return [];
    case 'incident':
      return incidentLines(row.incident, world, columns);
    case 'runbook':
      return runbookLines(row.runbook, columns);
    case 'match':
      return matchLines(row.match, columns);
  }
}

function countOf(rows: readonly HomeRow[]): string {
  return String(rows.reduce((sum, row) => sum + (row.kind === 'more' ? row.count : 1), 0));
}

function rowLine(row: HomeRow, world: HomeWorld, columns: number): Line {
  switch (row.kind) {
    case 'more':
      return line(span(`${row.count} more: enter lists them`, 'quiet'));
    case 'incident': {
      const { title, inputs } = row.incident;
      const about = inputs.map((input) => input.slice(input.indexOf('=') + 1)).join(' ');
      const right = standingLine(row.incident, world);
      return spread(
        line(span(title), span(`  ${row.text === undefined || row.text === title ? about : row.text}`, 'quiet')),
        fitLine(right, Math.min(lineWidth(right), Math.floor(columns * 0.55))),
        columns,
      );
    }
    case 'runbook': {
      const { title, symptoms } = row.runbook;
      const text = row.text === undefined || row.text === title ? symptoms.join(', ') : row.text;
      return line(span(title), span(`  ${text}`, 'quiet'));
    }
    case 'match':
      return line(
        span(row.match.runbook.title),
        span(`  by "${(row.match.found[0]?.words ?? []).join('" "')}"`, 'quiet'),
      );
  }
}

/** How long an incident has waited, and for whom; else what is left, and since when it lies. */
function standingLine(incident: IncidentBrief, { now }: HomeWorld): Line {
  const [wait] = incident.waiting;
  if (incident.trouble !== undefined) return line(span('  cannot be read', 'error'));
  if (wait !== undefined) return line(span(`  waiting ${sinceOf(wait.since, now)} for ${wait.party}`, 'waiting'));
  const lies = `${sinceOf(incident.updatedAt, now)} ago`;
  if (isSettled(incident)) return line(span('  settled', 'pass'), span(`, ${lies}`, 'quiet'));
  return line(span(`  ${leftOf(incident)}`), span(`, ${lies}`, 'quiet'));
}

function leftOf({ left }: IncidentBrief): string {
  if (left === 0) return 'nothing left to ask';
  return `${left} step${left === 1 ? '' : 's'} left`;
}

function incidentLines(incident: IncidentBrief, world: HomeWorld, columns: number): readonly Line[] {
  const { now } = world;
  const { id, title, inputs, openedAt, updatedAt, waiting, axes, trouble } = incident;
  return [
    ...paragraph(title, columns, { tone: 'strong' }),
    line(span(id), span(`  opened ${sinceOf(openedAt, now)} ago, last entry ${sinceOf(updatedAt, now)} ago`, 'quiet')),
    ...inputs.flatMap((input) => paragraph(input, columns, { tone: 'quiet', max: 2 })),
    ...(trouble === undefined ? [] : [blank, ...paragraph(trouble, columns, { tone: 'error' })]),
    ...(waiting.length === 0 ? [] : [blank]),
    ...waiting.flatMap((wait) => hanging('Waits', waitText(wait, now), columns, 'waiting')),
    ...axes.flatMap(({ question, says }) => [
      blank,
      ...paragraph(question, columns, { tone: 'quiet' }),
      ...paragraph(says, columns),
    ]),
    ...(trouble === undefined && waiting.length === 0 ? [blank, line(span(leftOf(incident), 'quiet'))] : []),
  ];
}

function waitText({ party, since, count }: Wait, now: number): string {
  return `for ${party}: ${count} question${count === 1 ? '' : 's'}, asked ${sinceOf(since, now)} ago`;
}

function runbookLines(runbook: HomeRunbook, columns: number): readonly Line[] {
  const { id, title, symptoms, owner, reviewed, steps } = runbook;
  const kept = [owner, reviewed === undefined ? undefined : `reviewed ${reviewed}`].filter(
    (part) => part !== undefined,
  );
  return [
    ...paragraph(title, columns, { tone: 'strong' }),
    line(span(id)),
    ...paragraph(kept.join(', '), columns, { tone: 'quiet' }),
    blank,
    line(span('For', 'label')),
    ...symptoms.flatMap((symptom) => hanging('-', symptom, columns)),
    blank,
    line(span(`${steps.length} steps`, 'label')),
    ...steps.flatMap((step) => paragraph(step, columns, { tone: 'quiet', max: 1 })),
  ];
}

/** What the report says of the inputs goes first: it is what the walk starts with. */
function matchLines({ runbook, found, inputs }: HomeMatch, columns: number): readonly Line[] {
  const more = found.length - maxPhrases;
  return [
    ...paragraph(runbook.title, columns, { tone: 'strong' }),
    ...(inputs.length === 0 ? [line(span('The report says nothing of the inputs', 'quiet'))] : []),
    ...inputs.flatMap(({ id, value, line: from }) => [
      ...paragraph(`${id}=${value}`, columns, { max: 2 }),
      ...paragraph(`from: ${from}`, columns, { tone: 'quiet', max: 2 }),
    ]),
    blank,
    line(span('By these of its words', 'label')),
    ...found
      .slice(0, maxPhrases)
      .flatMap(({ phrase, words }) => [
        ...paragraph(`"${words.join('" "')}"`, columns),
        ...hanging('  as in', phrase, columns, 'quiet'),
      ]),
    ...(more > 0 ? [line(span(`and ${more} more`, 'quiet'))] : []),
  ];
}

/** The best phrases of a match that are shown. */
const maxPhrases = 4;

function emptyLines(home: Home, { data }: HomeWorld, columns: number): readonly Line[] {
  if (home.finder !== undefined) return [line(span('Nothing has these words; esc shows all', 'quiet'))];
  return [
    ...paragraph('No runbooks were found.', columns, { tone: 'strong' }),
    ...data.places.flatMap((place) => hanging('Looked in', place, columns)),
  ];
}

function sinceOf(at: string | undefined, now: number): string {
  if (at === undefined || Number.isNaN(Date.parse(at))) return 'an unknown time';
  const ms = Math.max(0, now - Date.parse(at));
  if (ms < 60_000) return 'under 1 min';
  return ms < 48 * 3_600_000 ? renderDuration(ms) : `${Math.floor(ms / 86_400_000)} days`;
}
