import type { Contribution, Message, Sighting } from '../diagnosis/diagnosis.ts';
import type { FixReading } from '../incident/events.ts';
import type { PastedText } from '../incident/state.ts';
import type { Excerpt } from '../logs/log-store.ts';
import { renderWindow } from '../logs/window.ts';
import type { AppliedFixReport } from './applied-fixes.ts';
import type { AxisReport } from './axis.ts';
import { pictureToJson } from './picture-json.ts';
import type { Report } from './report.ts';
import type { StepReport } from './steps.ts';

/** Renders a report as the JSON that scripts depend on, version 1. What is not known is null; points are to 0.01 dB. Texts are data, not made safe for a terminal. */
export function renderJson(report: Report): object {
  const { header } = report;
  return {
    version: 1,
    incident: header.incident ?? null,
    runbook: { id: header.runbook.id, title: header.runbook.title, sha256: header.runbook.sha256 },
    inputs: Object.fromEntries(header.inputs.map(({ id, value }) => [id, value])),
    ...(header.pasted.length === 0 ? {} : { pasted: header.pasted.map(toPasted) }),
    ...(header.waiting.length === 0 ? {} : { waiting: header.waiting }),
    ...(header.testTargets.length === 0 ? {} : { test_targets: header.testTargets, sent: header.sent }),
    axes: report.axes.map((axis) => ({ ...axisToJson(axis), ...toWouldChange(axis) })),
    steps: report.steps.map(toStep),
    contradictions: report.contradictions.map(({ observation, kept, dropped, say }) => ({
      observation,
      say,
      kept: toSighting(kept),
      dropped: toSighting(dropped),
    })),
    not_checked: report.steps
      .filter(({ isUnchecked }) => isUnchecked)
      .map(({ id, say }) => ({ step: id, reason: say })),
    next: report.next.map(({ step, why, gainBits, minutes }) => ({ step, why, gain: gainBits, minutes })),
    ...(report.messages.length === 0 ? {} : { messages: report.messages.map(toMessage) }),
    fixes: report.fixes.map(({ fix: { id, tier, party, title }, recommended, because }) => ({
      id,
      tier,
      party,
      title,
      recommended,
      because,
    })),
    open_questions: Object.fromEntries(
      report.openQuestions.map(({ party, questions }) => [
        party?.id ?? 'engineer',
        questions.map(({ step, question, why, hint, state }) => ({
          step,
          question,
          why: why ?? null,
          hint: hint ?? null,
          state,
        })),
      ]),
    ),
    ...(report.misfits.length === 0 ? {} : { misfits: report.misfits }),
    ...(report.appliedFixes.length === 0 ? {} : { applied_fixes: report.appliedFixes.map(appliedFixToJson) }),
    redactions: report.redactions ?? {},
  };
}

/** An applied fix as the JSON has it; times are RFC 3339 UTC. */
export function appliedFixToJson({ fix, saidAt, appliedAt, by, state, because, verified }: AppliedFixReport): object {
  return {
    fix: fix.id,
    said_at: saidAt,
    applied_at: appliedAt ?? null,
    by: by ?? null,
    state,
    because: because ?? null,
    verified: verified.map(({ step, at, before, after, window }) => ({
      step,
      at,
      window: window === null ? null : renderWindow(window),
      before: before === null ? null : toReading(before),
      after: toReading(after),
    })),
  };
}

function toReading({ status, outcome, say, at, durationMs, command, evidence, by }: FixReading): object {
  const lines = evidence.map(toExcerpt);
  return { status, outcome, say, at, duration_ms: durationMs, command, by: by ?? null, evidence: lines };
}

function toExcerpt({ source, line, text }: Excerpt): object {
  return { source, line: line ?? null, text };
}

function toPasted({ source, file, bytes, lines, sha256, at, leftOut, origin }: PastedText): object {
  const left = leftOut === undefined ? {} : { left_out: leftOut };
  return { source, file, bytes, lines, sha256, at, ...left, ...(origin === undefined ? {} : { origin }) };
}

/** An axis as the JSON has it. */
export function axisToJson(axis: AxisReport): object {
  return {
    id: axis.id,
    question: axis.question,
    state: axis.state,
    leader: axis.leader,
    lead_db: round(axis.leadDb),
    hypotheses: axis.hypotheses.map((one) => ({
      id: one.id,
      title: one.title,
      party: one.party ?? null,
      score_db: round(one.scoreDb),
      word: one.word,
      for: one.for.map(toEvidence),
      against: one.against.map(toEvidence),
    })),
  };
}

/** The outcomes that would give the axis another verdict. Beside the axis: `show --follow` tells of it after every event, and these take long. */
function toWouldChange({ hinges }: AxisReport): object {
  if (hinges.open.length === 0) return {};
  const changes = hinges.open.map(({ step, opening, outcome, question, answer, state, leader, leadDb }) => ({
    step,
    opening,
    outcome,
    question,
    answer,
    state,
    leader,
    lead_db: round(leadDb),
  }));
  return { would_change: changes };
}

function toMessage({ party, steps, gainBits, minutes, why }: Message): object {
  return { party, steps, gain: gainBits, minutes, why };
}

function toEvidence({ step, outcome, db, quality, say }: Contribution): object {
  return { step, outcome, db: round(db), quality, say };
}

function toSighting({ step, outcome, quality, say }: Sighting): object {
  return { step, outcome, quality, say };
}

function toStep(step: StepReport): object {
  return {
    id: step.id,
    phase: step.phase,
    kind: step.kind,
    party: step.party?.id ?? null,
    status: step.status,
    outcome: step.outcome,
    say: step.say,
    facts: step.facts,
    evidence: step.evidence.map(toExcerpt),
    command: step.command,
    started_at: step.startedAt,
    duration_ms: step.durationMs,
    quality: step.quality,
    ...(step.stale === undefined ? {} : { stale: step.stale }),
    ...(step.pictures.length === 0 ? {} : { pictures: step.pictures.map(pictureToJson) }),
  };
}

/** To 0.01 dB, so that the order in which points were added cannot show in the last digit; never -0. */
function round(db: number): number {
  return Math.round(db * 100) / 100 + 0;
}
