import { toVisibleLines } from '../redact/visible.ts';
import { decibans } from './decibans.ts';
import { codeSpan } from './markdown/code.ts';
import { escapeInline } from './markdown/escape.ts';
import type { Report } from './report.ts';
import { endSentence } from './sentence.ts';
import type { AxisVerdictText } from './verdict.ts';
import { renderMinute } from './waited-for.ts';

const maxAxes = 3;
const maxImpact = 2;
const maxFixes = 3;
const maxCharacters = 240;

/** Renders what a channel wants to know, in at most 15 lines that Slack, Teams and Markdown show alike: no table, no heading, no nested list. */
export function renderChat(report: Report): string {
  const { header, verdict, impact, axes, next } = report;
  const fixes = report.fixes.filter(({ fix, recommended }) => recommended && fix.tier === 'immediate');
  const [step] = next;
  const lines = [
    `${header.title} (${header.incident ?? 'incident not recorded'}), as of ${header.updatedAt === undefined ? 'not recorded' : renderMinute(header.updatedAt)}`,
    ...verdict.axes.slice(0, maxAxes).flatMap((axis) => describeAxis(axis)),
    ...(axes.length > maxAxes ? [`- and ${axes.length - maxAxes} more questions: see the note`] : []),
    ...impact.slice(0, maxImpact).map(({ text }) => `- Impact: ${text}`),
    ...fixes.slice(0, maxFixes).map(({ fix }) => `- Fix now: ${fix.title} (${partyName(fix.party, report)})`),
    ...(fixes.length > maxFixes ? [`- and ${fixes.length - maxFixes} more fixes: see the note`] : []),
    ...(header.waiting.length === 0 ? [] : [`- Waiting for: ${header.waiting.map(({ from }) => from).join(', ')}`]),
  ].map((text) => escapeItem(shorten(text)));
  const then =
    step === undefined ? [] : [`- Next: ${codeSpan(step.step)}: ${escapeItem(shorten(endSentence(step.why)))}`];
  return `${toVisibleLines([...lines, ...then].join('\n'))}\n`;
}

function describeAxis({ axis, title, strongest }: AxisVerdictText): readonly string[] {
  if (title === undefined) return [`- ${axis.question} Open, no cause on the list leads`];
  const sure = `${axis.named?.word ?? 'possible'}, ${axis.state === 'settled' ? 'settled' : 'not settled'}`;
  const why = strongest === undefined ? '' : `: ${strongest.say}`;
  return [`- ${title} (${sure}, ${decibans(axis.leadDb)} ahead)${why}`];
}

/** The dash of an item is ours, the rest is text. */
function escapeItem(text: string): string {
  return text.startsWith('- ') ? `- ${escapeInline(text.slice(2))}` : escapeInline(text);
}

function shorten(text: string): string {
  const characters = [...text.replace(/\s*\n\s*/g, ' ')];
  return characters.length <= maxCharacters
    ? characters.join('')
    : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}

function partyName(id: string, { parties }: Report): string {
  return parties.find((party) => party.id === id)?.name ?? id;
}
