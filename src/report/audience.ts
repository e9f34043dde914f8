import type { Contribution } from '../diagnosis/diagnosis.ts';
import type { FixReading } from '../incident/events.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Party } from '../runbook/schema.ts';
import type { AppliedFixReport } from './applied-fixes.ts';
import { createScrubber } from './audience/scrub.ts';
import type { AxisReport } from './axis.ts';
import type { Report } from './report.ts';
import { ownerOf } from './sources.ts';
import type { StepReport } from './steps.ts';
import { writeVerdict } from './verdict.ts';

/**
 * A report as one party may read it: without what is ours or another party's, and with what that left out told. `key` keys what stands
 * for the ids of customers. What stays: what the party was asked and what it is to do, what checks say that are about it or about nobody
 * alone, and the causes with their points.
 */
export function reportFor(
  report: Report,
  options: { readonly party: Party; readonly runbook: LoadedRunbook; readonly key: string },
): Report {
  const { party, runbook, key } = options;
  const { parties, sources } = runbook.runbook;
  const isTheirs = (file: string) => ownerOf(file, sources) === party.id;
  const seen = new Set(report.steps.filter((step) => isFor(step, party)).map(({ id }) => id));
  const own = (lines: StepReport['evidence']) => lines.filter(({ source }) => isTheirs(source));
  const steps = report.steps
    .filter(({ id }) => seen.has(id))
    .map(
      (step): StepReport => ({
        ...step,
        facts: {},
        command: null,
        by: undefined,
        evidence: own(step.evidence),
        unblock: step.party === undefined ? undefined : step.unblock,
      }),
    );
  const axes = report.axes.map((axis) => hideFacts(axis, seen));
  const contradictions = report.contradictions.filter(
    ({ kept, dropped }) => seen.has(kept.step) && seen.has(dropped.step),
  );
  const timeline = report.timeline.filter(
    ({ source, step }) => isTheirs(source) || (step !== undefined && seen.has(step) && source.startsWith(step)),
  );
  const fixes = report.fixes.filter(({ fix }) => fix.party === party.id);
  const inputs = report.header.inputs.filter(({ id }) =>
    isHarmless(runbook.runbook.inputs.find((one) => one.id === id)),
  );
  const left: Report = {
    ...report,
    header: {
      ...createOutsideHeader(report.header),
      inputs,
      waiting: report.header.waiting.filter(({ from }) => from === party.name),
    },
    misfits: [],
    verdict: writeVerdict({ axes, steps, contradictions }),
    axes,
    steps,
    contradictions,
    next: report.next.filter(({ step }) => seen.has(step)),
    messages: report.messages.filter((one) => one.party === party.id),
    openQuestions: report.openQuestions.filter((one) => one.party?.id === party.id),
    fixes,
    appliedFixes: report.appliedFixes.filter(({ fix }) => fix.party === party.id).map((one) => hideApplied(one, seen)),
    cautions: [],
    impact: report.impact.filter(({ step }) => seen.has(step)),
    timeline,
    remarks: [],
    parties: parties.map((one) => (one.id === party.id ? one : { ...one, contact: undefined })),
    audience: undefined,
  };
  const scrubber = createScrubber({ report, party, runbook, key });
  const lines = (given: readonly StepReport[]) => given.reduce((sum, { evidence }) => sum + evidence.length, 0);
  const shown = scrubber.value(left);
  const leftOut = [
    count(
      recorded(report.steps) - recorded(steps),
      'finding or answer that is',
      'findings or answers that are',
      'ours or about other parties',
    ),
    count(lines(report.steps) - lines(steps), 'line', 'lines', 'of logs and settings that it does not have itself'),
    count(
      report.timeline.length - timeline.length,
      'entry',
      'entries',
      'of the timeline that its own logs do not show',
    ),
    count(report.fixes.length - fixes.length, 'fix', 'fixes', 'that others make'),
    count(report.contradictions.length - contradictions.length, 'contradiction', 'contradictions', 'between others'),
    count(report.remarks.length, 'remark', 'remarks', 'of ours'),
    count(report.cautions.length, 'caution', 'cautions', 'on advice often given here'),
    count(report.header.inputs.length - inputs.length, 'input that is', 'inputs that are', 'an address or a file'),
    'our commands, paths and test systems, names of people, how to reach other parties, host names and addresses where they can be told',
    ...scrubber.rules(),
  ].filter((told) => told !== '');
  return { ...shown, audience: { party, leftOut } };
}

/** Theirs, or a check that is about nobody alone; a question without a party is ours. */
function isFor({ party, kind }: StepReport, reader: Party): boolean {
  return party === undefined ? kind !== 'ask' && kind !== 'do' : party.id === reader.id;
}

function isHarmless(input: LoadedRunbook['runbook']['inputs'][number] | undefined): boolean {
  return input !== undefined && input.type !== 'url' && input.type !== 'path';
}

function createOutsideHeader(header: Report['header']): Report['header'] {
  const runbook = { ...header.runbook, owner: '' };
  return {
    ...header,
    runbook,
    evidence: undefined,
    zone: undefined,
    answered: [],
    pasted: [],
    testTargets: [],
    sent: [],
  };
}

/** A check about others may verify a fix of theirs: how it went stays, its words do not. */
function hideApplied(applied: AppliedFixReport, seen: ReadonlySet<string>): AppliedFixReport {
  const isHidden = applied.verified.some(({ step }) => !seen.has(step));
  const hide = (reading: FixReading): FixReading => ({
    ...withoutBy(reading),
    command: null,
    evidence: [],
    ...(isHidden ? { outcome: null, say: notTold } : {}),
  });
  return {
    ...withoutBy(applied),
    because: isHidden && applied.because !== undefined ? notTold : applied.because,
    verified: applied.verified.map((one) => ({
      ...one,
      before: one.before === null ? null : hide(one.before),
      after: hide(one.after),
    })),
  };
}

const notTold = 'a fact about another party, not in this note';

/** People are not named. */
function withoutBy<T extends { readonly by?: string }>({ by: _by, ...rest }: T): Omit<T, 'by'> {
  return rest;
}

/** Points stay, so that the verdict can be followed; what a hidden fact says does not. */
function hideFacts(axis: AxisReport, seen: ReadonlySet<string>): AxisReport {
  const hide = (one: Contribution): Contribution =>
    seen.has(one.step)
      ? one
      : {
          ...one,
          step: '',
          observation: '',
          outcome: '',
          group: '',
          say: notTold,
        };
  const hypotheses = axis.hypotheses.map((one) => ({
    ...one,
    for: one.for.map(hide),
    against: one.against.map(hide),
    ruledOutBy: one.ruledOutBy === undefined ? undefined : hide(one.ruledOutBy),
  }));
  return {
    ...axis,
    hypotheses,
    named: hypotheses.find(({ id }) => id === axis.named?.id),
    settleWith: axis.settleWith !== undefined && seen.has(axis.settleWith) ? axis.settleWith : undefined,
    hinges: {
      open: axis.hinges.open.filter(({ step }) => seen.has(step)),
      known: axis.hinges.known.filter(({ step }) => seen.has(step)),
    },
  };
}

function recorded(steps: readonly StepReport[]): number {
  return steps.filter(({ isFinding }) => isFinding).length;
}

function count(number: number, one: string, many: string, which: string): string {
  return number <= 0 ? '' : `${number} ${number === 1 ? one : many} ${which}`;
}
