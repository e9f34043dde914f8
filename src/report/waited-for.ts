import type { Event } from '../incident/events.ts';
import { listWaiting } from '../incident/waiting.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';

/** Somebody who has been asked and has not answered: which steps, and since when (RFC 3339 UTC, the oldest of them). */
export type WaitedFor = { readonly from: string; readonly since: string; readonly steps: readonly string[] };

/**
 * Who is waited for, the oldest first. Whom nobody recorded is the party of the step; steps that the runbook does not have, or all where
 * there is no runbook at hand, keep what was recorded.
 */
export function listWaitedFor(events: readonly Event[], runbook?: Runbook): readonly WaitedFor[] {
  const groups = new Map<string, WaitedFor>();
  for (const { step, since, from = partyOf(step, runbook) } of listWaiting(events)) {
    const group = groups.get(from);
    groups.set(from, { from, since: group?.since ?? since, steps: [...(group?.steps ?? []), step] });
  }
  return [...groups.values()];
}

/** `PartnerCRM since 2026-05-12 12:00 UTC (same_key, intervals)` */
export function renderWaitedFor({ from, since, steps }: WaitedFor): string {
  return `${from} since ${renderMinute(since)} (${steps.join(', ')})`;
}

/** An RFC 3339 UTC stamp to the minute: `2026-05-12 12:00 UTC`. */
export function renderMinute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function partyOf(id: string, runbook: Runbook | undefined): string {
  const step = runbook === undefined ? undefined : stepsOf(runbook).find(({ step }) => step.id === id)?.step;
  return runbook?.parties.find((party) => party.id === step?.party)?.name ?? 'an answer';
}
