import type { Contradiction } from '../diagnosis/diagnosis.ts';
import type { AxisReport } from './axis.ts';
import type { FixAdvice } from './fixes.ts';
import type { Report } from './report.ts';
import type { StepReport } from './steps.ts';
import { renderWaitedFor } from './waited-for.ts';

/** A part of the result. A line that begins with two spaces says more about the one above it. */
export type ResultSection = { readonly heading: string; readonly lines: readonly string[] };

/** The most characters of what a step says: some errors are pages, and the note has them whole. */
const maxSay = 240;

/**
 * Describes what a walk has come to, for a screen: the verdict on each axis, what to do now, contradictions, what could not
 * be checked and what would unblock it, and what is still open. Plain text, not made safe for a terminal.
 */
export function describeResult(report: Report): readonly ResultSection[] {
  const { axes, contradictions } = report;
  const lost = report.steps.filter(isLost);
  return [
    ...axes.map((axis) => ({ heading: axis.question, lines: describeVerdict(axis, report) })),
    { heading: 'Do now', lines: describeFixes(report) },
    { heading: 'May no longer hold', lines: report.steps.flatMap(describeStale) },
    { heading: 'The runbook has changed', lines: report.misfits.map(({ what, why }) => `${what}: ${why}`) },
    { heading: 'Contradictions', lines: contradictions.flatMap(describeContradiction) },
    { heading: 'Could not be checked', lines: describeLosses(lost) },
    { heading: 'Waiting for', lines: report.header.waiting.map(renderWaitedFor) },
    { heading: 'Still open', lines: describeOpen(report) },
  ].filter(({ lines }) => lines.length > 0);
}

function describeVerdict(axis: AxisReport, { parties, steps }: Report): readonly string[] {
  const { named, state } = axis;
  const settling = steps.find(({ id }) => id === axis.settleWith);
  const open =
    state === 'settled'
      ? []
      : [
          ...axis.missing.map((missing) => `  Missing: ${missing}`),
          ...(settling === undefined ? [] : [`  Would settle it: ${settling.title}`]),
        ];
  if (named === undefined) return ['Open: no cause on the list leads', ...open];
  const party = parties.find(({ id }) => id === named.party)?.name;
  return [
    `${state === 'settled' ? 'Settled' : 'Leading, not settled'}: ${named.title}${party === undefined ? '' : ` (${party})`}`,
    // A lead is rounded down, so that 9.6 never reads as the 10 that settle.
    `  ${named.word}, ${points(named.scoreDb)} points, ${Math.floor(axis.leadDb)} ahead of the next`,
    ...open,
  ];
}

function describeFixes(report: Report): readonly string[] {
  const now = report.fixes.filter(({ fix, recommended }) => recommended && fix.tier === 'immediate');
  if (now.length === 0) return ['Nothing is recommended on what is known'];
  return now.flatMap((advice, index) => describeFix(advice, index + 1, report));
}

function describeFix(
  { fix, because }: FixAdvice,
  place: number,
  { parties, steps, header, appliedFixes }: Report,
): readonly string[] {
  const party = parties.find(({ id }) => id === fix.party)?.name ?? fix.party;
  const applied = appliedFixes.find((one) => one.fix.id === fix.id);
  const verify = steps.find(({ id }) => id === fix.verify);
  return [
    `${place}. ${fix.title} (${party})`,
    `  Why: ${because.join('; ')}`,
    ...(verify === undefined ? [] : [`  Verify: ${verify.title}`]),
    ...(applied === undefined
      ? verify === undefined
        ? []
        : [`  Once applied, leave and run: causebook verify ${header.incident ?? 'INCIDENT'} ${fix.id}`]
      : [`  Applied: ${applied.state}${applied.because === undefined ? '' : `: ${applied.because}`}`]),
    ...(fix.destructive ? ['  It is destructive: read risk and rollback in the note first'] : []),
  ];
}

function describeContradiction({ say, kept, dropped }: Contradiction): readonly string[] {
  return [say, `  ${kept.step} counts, ${dropped.step} does not`];
}

function describeStale({ id, title, stale }: StepReport): readonly string[] {
  return stale === undefined ? [] : [`${title} (${id}): ${stale}`];
}

/** Something was in the way of it. What nobody has begun, and an answer that is awaited, are not lost, only open. */
function isLost({ isUnchecked, status }: StepReport): boolean {
  return isUnchecked && !['running', 'pending', 'waiting'].includes(status);
}

/** What is in the way of several steps stands once. */
function describeLosses(lost: readonly StepReport[]): readonly string[] {
  const groups = new Map<string, StepReport[]>();
  for (const step of lost) {
    const key = JSON.stringify([step.say, step.unblock]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].flatMap((alike) => alike.slice(0, 1).flatMap((one) => describeLoss(one, alike)));
}

function describeLoss({ id, title, say, unblock }: StepReport, alike: readonly StepReport[]): readonly string[] {
  const told = say.length > maxSay ? `${say.slice(0, maxSay)} …` : say;
  const which = alike.length === 1 ? `${title} (${id})` : `${alike.length} steps, ${title} (${id}) the first`;
  return [`${which}: ${told}`, ...(unblock === undefined ? [] : [`  To unblock: ${unblock}`])];
}

function describeOpen({ openQuestions, steps }: Report): readonly string[] {
  const questions = openQuestions.map(
    ({ party, questions: { length } }) => `${count(length, 'question')} for ${party?.name ?? 'the engineer'}`,
  );
  const pending = steps.filter(({ kind, status }) => kind !== 'ask' && status === 'pending');
  const actions = pending.filter(({ kind }) => kind === 'do').length;
  const checks = pending.length - actions;
  const open = [
    ...questions,
    ...(actions === 0 ? [] : [count(actions, 'action')]),
    ...(checks === 0 ? [] : [`${count(checks, 'check')} not run`]),
  ];
  return open.length === 0 ? [] : [open.join(', ')];
}

function points(db: number): string {
  const shown = Math.abs(db) < 1 ? Math.round(db * 10) / 10 : Math.round(db);
  return `${shown > 0 ? '+' : ''}${shown}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
