import type { PastedText } from '../../incident/state.ts';
import type { AxisReport } from '../axis.ts';
import { instant } from '../instant.ts';
import type { Report } from '../report.ts';
import { codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';

/** Renders the list under the title. What differs between two walks over the same evidence stands here. */
export function renderStatus(report: Report): string {
  const { header, axes } = report;
  const at = (time: string | undefined) =>
    time === undefined ? 'not recorded' : (instant(time) ?? escapeInline(time));
  const answered = header.answered.map(({ step, at: time }) => `${codeSpan(step)} ${at(time)}`).join(', ');
  return [
    `- Status: **${describeStatus(axes)}** · Severity: not recorded`,
    `- Incident: ${orNotRecorded(header.incident)} · Opened: ${at(header.openedAt)} · Updated: ${at(header.updatedAt)}`,
    `- Runbook: ${codeSpan(header.runbook.id)} · Window (UTC): ${orNotRecorded(header.window)}`,
    `- Inputs: ${header.inputs.map(({ id, value }) => `${codeSpan(id)} = ${codeSpan(value)}`).join(', ') || 'not recorded'}`,
    `- Evidence folder: ${orNotRecorded(header.evidence)}`,
    // What a party sent stands in the evidence index, with where it comes from.
    ...header.pasted.filter(({ origin }) => origin === undefined).map(renderPasted),
    ...renderWrites(header),
    ...(answered === '' ? [] : [`- Answered: ${answered}`]),
    ...header.waiting.map(
      ({ from, since, steps }) =>
        `- Waiting for: ${escapeInline(from)} since ${at(since)} (${steps.map(codeSpan).join(', ')})`,
    ),
  ].join('\n');
}

/** What the incident has been allowed to write to, and what it has sent. */
function renderWrites({ testTargets, sent }: Report['header']): readonly string[] {
  if (testTargets.length === 0) return [];
  const targets = testTargets
    .map(({ url, at }) => `${codeSpan(url)} (named ${instant(at) ?? escapeInline(at)})`)
    .join(', ');
  const counts = sent.map(({ step, count }) => `${count} by ${codeSpan(step)}`).join(', ');
  return [`- Test targets: ${targets} · Requests sent to them: ${counts || 'none that a finished step tells of'}`];
}

function renderPasted({ source, file, lines, bytes, sha256 }: PastedText): string {
  return `- Pasted: ${codeSpan(file)} for ${codeSpan(source)}, ${lines} line${lines === 1 ? '' : 's'}, ${bytes} bytes, sha256 ${codeSpan(sha256)}`;
}

/** Renders the last lines: what was redacted, and which runbook and tool made the note. */
export function renderFooter(report: Report): string {
  const { header } = report;
  const changed =
    header.openedWith === undefined
      ? ''
      : ` The incident was opened with another version of it, sha256 ${codeSpan(header.openedWith)}.`;
  return [
    `## Redaction\n\n${describeRedaction(report.redactions)} Rules miss what they do not know, names in free text above all: read this note before it leaves the house.`,
    '---',
    `Runbook ${codeSpan(header.runbook.id)}, owner ${escapeInline(header.runbook.owner)}, reviewed ${header.runbook.reviewed}, sha256 ${codeSpan(header.runbook.sha256)}.${changed} Written by ${header.tool === undefined ? 'causebook, version not recorded' : escapeInline(header.tool)}.`,
  ].join('\n\n');
}

function describeStatus(axes: readonly AxisReport[]): string {
  const settled = axes.filter(({ state }) => state === 'settled').length;
  const named = axes.filter(({ named }) => named !== undefined).length;
  if (settled > 0 && settled === axes.length) return 'cause found';
  if (settled > 0) return `cause found on ${settled} of ${axes.length} questions`;
  return named > 0 ? 'cause likely, not settled' : 'cause not known';
}

function describeRedaction(redactions: Report['redactions']): string {
  if (redactions === undefined) return 'Replacements: not recorded.';
  const rules = Object.entries(redactions)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const total = rules.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return 'Nothing was replaced.';
  return `${total} replacement${total === 1 ? '' : 's'}: ${rules.map(([rule, count]) => `${escapeInline(rule)} ${count}`).join(', ')}.`;
}

function orNotRecorded(text: string | undefined): string {
  return text === undefined ? 'not recorded' : codeSpan(text);
}
