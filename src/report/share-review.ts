import { tokenPattern } from '../redact/token-kinds.ts';
import type { Report } from './report.ts';

/** The most that is listed of anything. */
const most = 8;

/**
 * What a person should know before a text of an incident leaves the house, as lines: what was replaced in it and where, by which rules, and
 * what no machine can judge. Not made safe for a terminal.
 */
export function reviewShare(of: {
  readonly report: Report;
  /** What is going to be written, and the name of the file. */
  readonly text: string;
  readonly file: string;
}): readonly string[] {
  const { report, file } = of;
  return [
    `Before ${file} leaves the house:`,
    ...describeTokens(of.text, report.ownRules),
    ...describeRules(report),
    '  What a machine cannot judge:',
    ...describeUnjudged(report).map((line) => `    - ${line}`),
    ...listed('addresses of machines', machinesIn(of.text)).map((line) => `    - ${line}`),
  ];
}

/** What of an incident only a person can judge before it is shared, as lines. Not made safe for a terminal. */
export function describeUnjudged(report: Report): readonly string[] {
  return [
    'names of people and customers, postal addresses and what was meant to stay between us: rules do not find them',
    ...listed(
      'remarks',
      report.remarks.map(({ text }) => quote(text)),
    ),
    ...listed(
      'answers in free text',
      report.steps.flatMap((step) => (step.answerText === undefined ? [] : [`${step.id} ${quote(step.answerText)}`])),
    ),
    ...listed(
      'inputs',
      report.header.inputs.map(({ id, value }) => `${id} ${quote(value)}`),
    ),
    ...listed('lines of evidence from', sourcesOf(report)),
  ];
}

function describeTokens(text: string, ownRules: readonly string[]): readonly string[] {
  const places = new Map<string, number[]>();
  for (const [index, line] of text.split('\n').entries())
    for (const [token] of line.matchAll(tokenPattern(ownRules)))
      places.set(token, [...(places.get(token) ?? []), index + 1]);
  if (places.size === 0) return ['  Nothing in it was replaced.'];
  const shown = [...places].slice(0, most).map(([token, lines]) => `    ${token}  ${tellLines(lines)}`);
  const rest = places.size - shown.length;
  return ['  Replaced in it:', ...shown, ...(rest > 0 ? [`    and ${rest} more`] : [])];
}

function tellLines(lines: readonly number[]): string {
  const different = [...new Set(lines)];
  const shown = different.slice(0, most).join(', ');
  return `${lines.length} ×, ${different.length === 1 ? 'line' : 'lines'} ${shown}${different.length > most ? ', …' : ''}`;
}

function describeRules({ redactions }: Report): readonly string[] {
  if (redactions === undefined) return ['  By rule, in the whole incident: not recorded.'];
  const rules = Object.entries(redactions).sort(([a], [b]) => (a < b ? -1 : 1));
  return rules.length === 0
    ? []
    : [`  By rule, in the whole incident: ${rules.map(([rule, count]) => `${rule} ${count}`).join(', ')}.`];
}

function listed(what: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length - most;
  return [`${what}: ${items.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`;
}

function sourcesOf({ steps }: Report): readonly string[] {
  const counts = new Map<string, number>();
  for (const { evidence } of steps)
    for (const { source } of evidence) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].map(([source, count]) => `${source} (${count})`);
}

function machinesIn(text: string): readonly string[] {
  return [...new Set(text.match(/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g) ?? [])];
}
