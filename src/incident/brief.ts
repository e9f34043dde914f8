import type { AxisVerdict } from '../diagnosis/diagnosis.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import { diagnoseIncident } from './diagnose-incident.ts';
import type { Event } from './events.ts';
import { openingOf } from './open-incident.ts';
import { fold } from './update.ts';

/** Where an incident stands, in a few words, for lists of incidents. Times are RFC 3339 UTC. */
export type IncidentBrief = {
  readonly id: string;
  readonly title: string;
  /** `customer_id=CUST_7890`, for each input. */
  readonly inputs: readonly string[];
  readonly openedAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** Whom it waits for, the longest wait first. */
  readonly waiting: readonly Wait[];
  /** Each question of the runbook with what it has come to. */
  readonly axes: readonly { readonly question: string; readonly state: AxisVerdict['state']; readonly says: string }[];
  /** How many questions and checks could still tell something. */
  readonly left: number;
  /** Why it cannot be told where it stands. */
  readonly trouble: string | undefined;
};

/** A party that has been asked and has not answered: how many questions, the oldest of them since when. */
export type Wait = { readonly party: string; readonly since: string; readonly count: number };

/** Sums an incident up from its journal. */
export function briefIncident(id: string, runbook: Runbook, events: readonly Event[]): IncidentBrief {
  const state = fold(runbook, events);
  const diagnosis = diagnoseIncident(runbook, state);
  return {
    id,
    title: state.opening?.runbook.title ?? runbook.title,
    inputs: inputsOf(state.opening?.inputs),
    openedAt: state.openedAt,
    updatedAt: state.updatedAt,
    waiting: waitsOf(runbook, state.steps),
    axes: diagnosis.axes.map((axis) => ({ question: axis.question, state: axis.state, says: describe(axis) })),
    left: diagnosis.next.length,
    trouble: undefined,
  };
}

/** The same for an incident whose runbook or journal cannot be read. */
export function briefTrouble(id: string, events: readonly Event[], trouble: string): IncidentBrief {
  const opening = openingOf(events);
  return {
    id,
    title: opening?.runbook.title ?? id,
    inputs: inputsOf(opening?.inputs),
    openedAt: events[0]?.at,
    updatedAt: events.at(-1)?.at,
    waiting: [],
    axes: [],
    left: 0,
    trouble,
  };
}

/** Whether nobody is waited for and every question of the runbook is settled. */
export function isSettled({ waiting, axes, trouble }: IncidentBrief): boolean {
  return trouble === undefined && waiting.length === 0 && axes.every(({ state }) => state === 'settled');
}

function inputsOf(inputs: { readonly [id: string]: string } = {}): readonly string[] {
  return Object.entries(inputs).map(([id, value]) => `${id}=${value}`);
}

function waitsOf(runbook: Runbook, steps: ReturnType<typeof fold>['steps']): readonly Wait[] {
  const waits = new Map<string, Wait>();
  for (const { step } of stepsOf(runbook)) {
    const state = steps.get(step.id);
    if (state?.status !== 'waiting') continue;
    const party = runbook.parties.find(({ id }) => id === step.party)?.name ?? 'an answer';
    const since = state.at ?? '';
    const known = waits.get(party);
    waits.set(party, {
      party,
      since: known === undefined || since < known.since ? since : known.since,
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...waits.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
}

function describe(axis: AxisVerdict): string {
  const leader = axis.hypotheses.find(({ id }) => id === axis.leader);
  if (axis.state === 'open' || leader === undefined) return 'open';
  const title = leader.id === 'other' ? 'something not on the list' : leader.title;
  return `${title}: ${leader.word}, ${axis.state === 'settled' ? 'settled' : 'not settled'}`;
}
