import type { AxisReport, HypothesisReport } from './axis.ts';
import { renderAxisLine } from './axis-line.ts';
import { instant } from './instant.ts';
import { codeSpan } from './markdown/code.ts';
import { escapeInline } from './markdown/escape.ts';
import type { Report } from './report.ts';
import { endSentence, openSentence } from './sentence.ts';
import type { StepReport } from './steps.ts';

const maxAxes = 3;
const maxFacts = 3;
const maxNamed = 4;
const maxWaiting = 3;
const maxNext = 3;
const maxHandsOff = 6;

/**
 * Renders what the engineer who takes over needs, in at most 60 lines of Markdown: where we are, what is still possible and what is not and
 * why, what is waited for, what to do next, what to leave alone, and how to go on. `holder` names who has the incident open.
 */
export function renderHandover(report: Report, of: { readonly holder?: string | undefined } = {}): string {
  const { header } = report;
  const about = [
    `- Incident: ${codeSpan(header.incident ?? 'not recorded')} · Opened: ${timeOf(header.openedAt)} · Last entry: ${timeOf(header.updatedAt)}`,
    `- Inputs: ${header.inputs.map(({ id, value }) => `${codeSpan(id)} = ${codeSpan(value)}`).join(', ') || 'none recorded'}`,
    `- Evidence folder: ${header.evidence === undefined ? 'none' : codeSpan(header.evidence)} · Window (UTC): ${header.window ?? 'not recorded'}`,
  ];
  return `${[
    `# Handover: ${escapeInline(header.title)}`,
    about.join('\n'),
    section('Where we are', whereWeAre(report), 'Nothing is known yet.'),
    section(
      'Still possible, and ruled out',
      report.axes.slice(0, maxAxes).flatMap(causesOf),
      'No cause is on the list.',
    ),
    section(
      'Waited for',
      capped(
        report.steps.filter(({ status }) => status === 'waiting').map((step) => waitedFor(step, report)),
        maxWaiting,
      ),
      'Nothing.',
    ),
    section('Next', nextOf(report), 'Nothing that is left would change the ranking much.'),
    section('Leave alone', capped(handsOff(report), maxHandsOff), 'Nothing in particular.'),
    section('Go on', goOn(report, of.holder), ''),
  ].join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[], none: string): string {
  return `## ${title}\n\n${lines.join('\n') || none}`;
}

function whereWeAre({ axes, steps, impact }: Report): readonly string[] {
  const done = steps.filter(({ isFinding }) => isFinding).length;
  const wrong = steps.filter(({ isFinding, status }) => isFinding && status === 'fail').length;
  return [
    ...impact.slice(0, 1).map(({ text, step }) => `- ${endSentence(escapeInline(text))} (${codeSpan(step)})`),
    ...capped(
      axes.map(
        (axis) => `- ${escapeInline(axis.question)} ${escapeInline(renderAxisLine(axis).slice(axis.id.length + 2))}`,
      ),
      maxAxes,
    ),
    ...(done === 0 ? [] : [`- ${done} of ${steps.length} steps done, ${wrong} found something wrong`]),
  ];
}

/** What is still possible on an axis, then each fact that rules something out. */
function causesOf({ question, hypotheses }: AxisReport): readonly string[] {
  const named = hypotheses.filter(({ id }) => id !== 'other');
  const out = named.filter(({ ruledOutBy }) => ruledOutBy !== undefined);
  const open = named.filter(({ ruledOutBy }) => ruledOutBy === undefined);
  return [
    `- ${escapeInline(question)}`,
    `  - Possible: ${joined(open.map(describeOpen)) || 'none on the list'}`,
    ...describeOut(out),
  ];
}

function describeOpen({ title, word, for: [pro], against: [contra] }: HypothesisReport): string {
  const because = pro === undefined ? '' : `; for it ${codeSpan(pro.step)}`;
  const although = contra === undefined ? '' : `; against it ${codeSpan(contra.step)}`;
  return `${escapeInline(title)} (${word}${because}${although})`;
}

/** One line for each fact that rules something out. */
function describeOut(out: readonly HypothesisReport[]): readonly string[] {
  const facts = new Map<string, HypothesisReport[]>();
  for (const one of out) {
    const step = one.ruledOutBy?.step ?? '';
    facts.set(step, [...(facts.get(step) ?? []), one]);
  }
  const lines = [...facts].map(([step, alike]) => {
    const titles = joined(alike.map(({ title }) => escapeInline(title)));
    return `  - Ruled out by ${codeSpan(step)} (${escapeInline(openSentence(alike[0]?.ruledOutBy?.say ?? ''))}): ${titles}`;
  });
  const rest = lines.length > maxFacts ? `; and by ${lines.length - maxFacts} more, see the note` : '';
  return lines.slice(0, maxFacts).map((line, index) => (index === maxFacts - 1 ? `${line}${rest}` : line));
}

function waitedFor(step: StepReport, { header }: Report): string {
  const since = header.answered.find((one) => one.step === step.id)?.at;
  return `- ${whom(step)}, since ${timeOf(since)}: ${escapeInline(step.text)} (${codeSpan(step.id)})`;
}

function nextOf({ next, steps }: Report): readonly string[] {
  return next.slice(0, maxNext).flatMap(({ step: id, why, minutes }, index) => {
    const step = steps.find((one) => one.id === id);
    const title =
      step === undefined || step.title === id ? codeSpan(id) : `${escapeInline(step.title)} (${codeSpan(id)})`;
    const who = step?.kind === 'ask' ? `Ask ${whom(step)}: ` : '';
    return [`${index + 1}. ${who}${title}, about ${Math.max(1, Math.round(minutes))} min: ${escapeInline(why)}`];
  });
}

/** What changes something, what had begun to, fixes that wait for a cause, what two sources contradict each other on, what is old, bad advice. */
function handsOff(report: Report): readonly string[] {
  const { steps, fixes, contradictions, misfits, cautions } = report;
  const writes = steps.filter(({ isWrite, status }) => isWrite && status !== 'not-applicable');
  const begun = writes.filter(({ status }) => status === 'interrupted' || status === 'running');
  const pending = writes.filter(({ status }) => status === 'pending');
  const stale = steps.filter((step) => step.stale !== undefined);
  const waiting = fixes.filter(({ fix, recommended }) => !recommended && fix.destructive);
  const dangerous = fixes.filter(({ fix, recommended }) => recommended && fix.destructive);
  return [
    ...begun.map(
      ({ id, say }) =>
        `- ${codeSpan(id)} changes something and did not finish (${escapeInline(say)}): find out what it has done before it runs again`,
    ),
    ...contradictions.map(({ say }) => `- Sources disagree: ${escapeInline(say)}`),
    ...waiting.map(
      ({ fix, because }) =>
        `- Not yet: ${escapeInline(fix.title)}: ${because.map((text) => escapeInline(text)).join('; ')}`,
    ),
    ...dangerous.map(
      ({ fix }) => `- Destructive, read its risk and rollback in the note first: ${escapeInline(fix.title)}`,
    ),
    ...(pending.length === 0
      ? []
      : [`- Changes something, only after a yes: ${joined(pending.map(({ id }) => codeSpan(id)))}`]),
    ...(stale.length === 0
      ? []
      : [
          `- May no longer hold: ${joined(stale.map(({ id, stale: why }) => `${codeSpan(id)} (${escapeInline(why ?? '')})`))}`,
        ]),
    ...(misfits.length === 0
      ? []
      : [
          `- The runbook has changed: ${joined(misfits.map(({ what, why }) => `${escapeInline(what)}: ${escapeInline(why)}`))}`,
        ]),
    ...cautions
      .slice(0, 2)
      .map(({ says, instead }) => `- Not “${escapeInline(openSentence(says))}”. Instead: ${escapeInline(instead)}`),
  ];
}

function goOn({ header, steps }: Report, holder: string | undefined): readonly string[] {
  const id = header.incident ?? '';
  const isStale = steps.some(({ stale }) => stale !== undefined);
  const secrets = steps.some(({ status, say }) => status === 'blocked' && say.startsWith('input '));
  return [
    holder === undefined
      ? `- Nobody has it open: ${codeSpan(`causebook resume ${id}${isStale ? ' --refresh' : ''}`)}`
      : `- ${escapeInline(holder)} has it open. To take over: ${codeSpan(`causebook resume ${id} --take${isStale ? ' --refresh' : ''}`)}`,
    `- To watch: ${codeSpan(`causebook show ${id} --follow`)} · The whole note: ${codeSpan(`causebook note ${id}`)}`,
    ...(secrets ? ['- Some inputs are not kept with the incident: set their variables before going on'] : []),
  ];
}

function whom({ party }: StepReport): string {
  if (party === undefined) return 'the engineer on call';
  return `${escapeInline(party.name)}${party.contact === undefined ? '' : ` (${escapeInline(party.contact)})`}`;
}

function joined(texts: readonly string[]): string {
  const more = texts.length > maxNamed ? `; and ${texts.length - maxNamed} more, see the note` : '';
  return `${texts.slice(0, maxNamed).join('; ')}${more}`;
}

function capped(lines: readonly string[], max: number): readonly string[] {
  return lines.length <= max ? lines : [...lines.slice(0, max), `- … and ${lines.length - max} more: see the note`];
}

function timeOf(at: string | undefined): string {
  return at === undefined ? 'not recorded' : (instant(at)?.replace(/\.\d+Z$/, 'Z') ?? escapeInline(at));
}
