import type { AxisVerdict, Contradiction, Diagnosis, NextStep } from '../diagnosis/diagnosis.ts';
import { countRedactions } from '../incident/count-redactions.ts';
import { listMisfits, type Misfit } from '../incident/misfits.ts';
import type { IncidentState } from '../incident/state.ts';
import type { RedactionCounts } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Party, Runbook } from '../runbook/schema.ts';
import { type AppliedFixReport, describeAppliedFixes } from './applied-fixes.ts';
import { type AxisReport, describeAxis } from './axis.ts';
import { type FixAdvice, recommendFixes } from './fixes.ts';
import { createHeader, type Header } from './header.ts';
import { listOpenQuestions, type OpenQuestions } from './open-questions.ts';
import { describeSteps, type StepReport } from './steps.ts';
import { createTimeline, type TimelineEntry } from './timeline.ts';
import { type Verdict, writeVerdict } from './verdict.ts';

/**
 * An incident as every renderer tells it. Plain data in the runbook's order, so that the order in which facts came in does
 * not show. Times of the walk itself stand in `header`, `steps` and `remarks` alone.
 */
export type Report = {
  readonly header: Header;
  readonly verdict: Verdict;
  readonly axes: readonly AxisReport[];
  /** Every step, also those that nobody has done. */
  readonly steps: readonly StepReport[];
  readonly contradictions: readonly Contradiction[];
  readonly next: readonly NextStep[];
  readonly messages: Diagnosis['messages'];
  readonly openQuestions: readonly OpenQuestions[];
  readonly fixes: readonly FixAdvice[];
  /** The fixes that were applied, and how their checks went. */
  readonly appliedFixes: readonly AppliedFixReport[];
  readonly cautions: Runbook['cautions'];
  /** What steps say about who is hurt and how much: their fact `impact`, a text or a list of texts. */
  readonly impact: readonly { readonly text: string; readonly step: string }[];
  readonly timeline: readonly TimelineEntry[];
  readonly remarks: IncidentState['remarks'];
  /** What was recorded and does not fit the runbook, which has changed since. */
  readonly misfits: readonly Misfit[];
  readonly parties: readonly Party[];
  /** How often each redaction rule struck, or undefined when nobody counted. */
  readonly redactions: RedactionCounts | undefined;
  /** Ids of the runbook's own redaction rules: tokens begin with them. */
  readonly ownRules: readonly string[];
  /** Whom it is for, where that is not ourselves, and what that left out. */
  readonly audience: Audience | undefined;
};

/** A party that reads the report, and in sentences what it does not get. */
export type Audience = { readonly party: Party; readonly leftOut: readonly string[] };

/** Creates the report of an incident. Pure: no clock, and the same bytes for the same facts. */
export function createReport(of: {
  readonly state: IncidentState;
  readonly diagnosis: Diagnosis;
  readonly runbook: LoadedRunbook;
  /** The runbook that the incident was opened with, where it is known and another one now. */
  readonly before?: Runbook | undefined;
}): Report {
  const { state, diagnosis, runbook, before } = of;
  const isChanged = state.opening !== undefined && state.opening.runbook.sha256 !== runbook.sha256;
  const steps = describeSteps(runbook.runbook, state);
  const axes = diagnosis.axes.map((axis: AxisVerdict) => describeAxis(axis, steps));
  const place = new Map(steps.map((step, index) => [step.id, index]));
  const appliedFixes = describeAppliedFixes(runbook.runbook, state);
  const impact = steps.flatMap((step) => impactOf(step).map((text) => ({ text, step: step.id })));
  return {
    header: createHeader(runbook, state),
    verdict: writeVerdict({ axes, steps, contradictions: diagnosis.contradictions }),
    axes,
    steps,
    contradictions: [...diagnosis.contradictions].sort(
      (a, b) =>
        (place.get(a.kept.step) ?? 0) - (place.get(b.kept.step) ?? 0) ||
        (place.get(a.dropped.step) ?? 0) - (place.get(b.dropped.step) ?? 0),
    ),
    next: diagnosis.next,
    // Worked out when somebody asks: the screen does not, and its first frame waits for the rest.
    get messages() {
      return diagnosis.messages;
    },
    openQuestions: listOpenQuestions(runbook.runbook.parties, steps),
    fixes: recommendFixes(runbook.runbook.fixes, axes),
    appliedFixes,
    cautions: runbook.runbook.cautions,
    impact,
    timeline: createTimeline({
      steps,
      remarks: state.remarks,
      appliedFixes,
      sources: runbook.runbook.sources,
    }),
    remarks: [...state.remarks].sort((a, b) => a.seq - b.seq),
    misfits: isChanged ? listMisfits({ events: state.events, runbook: runbook.runbook, before }) : [],
    parties: runbook.runbook.parties,
    redactions: countRedactions(state.events),
    ownRules: (runbook.runbook.redact?.rules ?? []).map(({ id }) => id),
    audience: undefined,
  };
}

function impactOf(step: StepReport): readonly string[] {
  if (!step.isFinding) return [];
  const { impact } = step.facts;
  return (Array.isArray(impact) ? impact : [impact]).filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
}
