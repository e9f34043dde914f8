import type { AxisModel } from './axis-model.ts';
import { other } from './candidates.ts';
import type { Hinges, KnownHinge, OpenHinge, OpenStep, OtherVerdict, Sighting } from './diagnosis.ts';
import { createGroup, type EvidenceGroup, type Ledger } from './ledger.ts';
import { createStandsAfter, leadOf } from './standing.ts';
import type { Trial } from './trial.ts';
import { openBelowDb } from './verdict.ts';

/** The most outcomes, and the most facts, that are judged to the end: those that look like a change at first sight, the likeliest first. */
const maxJudged = 40;

type Otherwise = { readonly kept: ReadonlyMap<string, Sighting>; readonly open: readonly OpenStep[] };

type Input = Otherwise & {
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly trials: readonly Trial[];
  readonly verdict: OtherVerdict;
  /** The verdict on the axis with other knowledge. */
  readonly judge: (otherwise: Otherwise) => OtherVerdict;
};

/**
 * Finds what the verdict on an axis hinges on. Each hinge is the verdict that the same rules give with one outcome more, or one fact less. At
 * first sight, over all open steps, only the new scores are looked at: a settled axis that keeps its leader, its lead of what settles and its
 * support is passed over.
 */
export function findHinges(input: Input): Hinges {
  return { open: findOpen(input), known: input.verdict.state === 'open' ? [] : findKnown(input) };
}

function findOpen(input: Input): readonly OpenHinge[] {
  const { trials, kept, open, judge } = input;
  const isChange = createFirstSight(input);
  const found = new Map<string, OpenHinge>();
  const candidates = trials
    .flatMap(({ step, outcomes }) => outcomes.map((outcome) => ({ step, ...outcome })))
    .filter(isChange)
    .sort(
      (a, b) =>
        ease(a.step) - ease(b.step) ||
        b.chance - a.chance ||
        compareText(a.step.step, b.step.step) ||
        compareText(a.row.outcome, b.row.outcome),
    );
  for (const { step, row, sighting } of candidates.slice(0, maxJudged)) {
    // A question and a check of the same fact say it once, by the one that is easier to have.
    const key = `${step.observation}/${row.outcome}`;
    if (found.has(key)) continue;
    const after = judge({
      kept: new Map(kept).set(step.observation, sighting),
      open: open.filter((one) => one.step !== step.step),
    });
    if (!differs(after, input.verdict)) continue;
    const { state, leader, leadDb } = after;
    found.set(key, { ...wordsOf(input.model, step, row.outcome), state, leader, leadDb });
  }
  return [...found.values()];
}

function wordsOf(
  { bearings }: AxisModel,
  { step, state, observation }: OpenStep,
  outcome: string,
): Omit<OpenHinge, keyof OtherVerdict> {
  const asked = bearings.get(observation)?.observation;
  const answer = asked?.outcomes.find(({ id }) => id === outcome)?.label ?? outcome;
  return { step, opening: state, observation, outcome, question: asked?.text ?? observation, answer };
}

function findKnown(input: Input): readonly KnownHinge[] {
  const { ledger, kept, open, judge, verdict } = input;
  const leader = leaderOf(ledger.scores);
  const without = ledger.groups.flatMap((group) =>
    group.entries.map((entry) => {
      const rest = createGroup(
        group.id,
        group.entries.filter((one) => one !== entry),
      );
      return { sighting: entry.sighting, leadDb: leadOf(scoresWith(ledger, rest), leader) };
    }),
  );
  return without
    .filter(({ leadDb }) => leadDb < verdict.leadDb)
    .sort((a, b) => a.leadDb - b.leadDb || compareText(a.sighting.step, b.sighting.step))
    .slice(0, maxJudged)
    .flatMap(({ sighting }) => {
      const less = new Map(kept);
      less.delete(sighting.observation);
      const after = judge({ kept: less, open });
      if (!differs(after, verdict) || (after.leader === verdict.leader && after.state === 'settled')) return [];
      const { step, observation, say } = sighting;
      return [{ step, observation, say, state: after.state, leader: after.leader, leadDb: after.leadDb }];
    });
}

/** Whether an outcome looks like a change by the scores and the support after it. */
function createFirstSight({
  model,
  ledger,
  verdict,
}: Input): (after: { readonly group: EvidenceGroup; readonly scores: readonly number[] }) => boolean {
  const standsAfter = createStandsAfter(model, ledger);
  const leader = leaderOf(ledger.scores);
  return (after) => {
    const next = leaderOf(after.scores);
    const isOpen = model.candidates[next]?.id === other || leadOf(after.scores, next) < openBelowDb;
    if (isOpen !== (verdict.state === 'open')) return true;
    return !isOpen && (next !== leader || standsAfter(after) !== (verdict.state === 'settled'));
  };
}

function scoresWith({ groups, scores }: Ledger, group: EvidenceGroup): readonly number[] {
  const before = groups.find(({ id }) => id === group.id);
  return scores.map((score, place) => score - (before?.sumDb[place] ?? 0) + (group.sumDb[place] ?? 0));
}

function leaderOf(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

function differs(a: OtherVerdict, b: OtherVerdict): boolean {
  return a.state !== b.state || (a.state !== 'open' && a.leader !== b.leader);
}

/** What can be done now comes before what was asked, and that before what cannot be had; a check before a question. */
function ease({ state, kind }: OpenStep): number {
  return ['possible', 'waiting', 'blocked'].indexOf(state) * 2 + Number(kind !== 'check');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
