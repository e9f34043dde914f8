import type { AxisModel } from './axis-model.ts';
import { other } from './candidates.ts';
import type { Hinges, KnownHinge, OpenHinge, OpenStep, OtherVerdict, Sighting } from './diagnosis.ts';
import { createGroup, type EvidenceGroup, type Ledger } from './ledger.ts';
import { createStandsAfter, leadOf } from './standing.ts';
import type { Trial, TrialOutcome } from './trial.ts';
import { openBelowDb } from './verdict.ts';

/** The most outcomes, and the most facts, that are judged to the end; runbooks that have more of them open are large. */
const maxJudged = 60;

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
 * Finds what the verdict on an axis hinges on. Each hinge is the verdict that the same rules give with one outcome more, or one fact less. What
 * cannot be one by its scores is passed over; what changes leader, lead or support is judged before what only leaves a settled axis a
 * smaller lead, which other open checks may then be able to end.
 */
export function findHinges(input: Input): Hinges {
  return { open: findOpen(input), known: input.verdict.state === 'open' ? [] : findKnown(input) };
}

function findOpen(input: Input): readonly OpenHinge[] {
  const { trials, kept, open, judge } = input;
  const rankOf = createFirstSight(input);
  const candidates = trials
    .flatMap(({ step, outcomes }) => outcomes.map((outcome) => ({ step, ...outcome, rank: rankOf(outcome) })))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || byEase(a, b))
    .slice(0, maxJudged)
    .sort(byEase);
  const found = new Map<string, OpenHinge>();
  for (const { step, row, sighting } of candidates) {
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

/** Ranks an outcome by the scores and the support after it: 0 a change at first sight, 1 a smaller lead of a settled axis, undefined neither. */
function createFirstSight({
  model,
  ledger,
  verdict,
}: Input): (after: { readonly group: EvidenceGroup; readonly scores: readonly number[] }) => 0 | 1 | undefined {
  const standsAfter = createStandsAfter(model, ledger);
  const leader = leaderOf(ledger.scores);
  return (after) => {
    const next = leaderOf(after.scores);
    const leadDb = leadOf(after.scores, next);
    const isOpen = model.candidates[next]?.id === other || leadDb < openBelowDb;
    if (isOpen !== (verdict.state === 'open')) return 0;
    if (isOpen) return undefined;
    if (next !== leader || standsAfter(after) !== (verdict.state === 'settled')) return 0;
    return verdict.state === 'settled' && leadDb < verdict.leadDb ? 1 : undefined;
  };
}

type Outcome = Pick<Trial, 'step'> & Pick<TrialOutcome, 'row' | 'chance'>;

/** What can be done now comes before what was asked, and that before what cannot be had; a check before a question; then the likeliest. */
function byEase(a: Outcome, b: Outcome): number {
  return (
    ease(a.step) - ease(b.step) ||
    b.chance - a.chance ||
    compareText(a.step.step, b.step.step) ||
    compareText(a.row.outcome, b.row.outcome)
  );
}

function ease({ state, kind }: OpenStep): number {
  return ['possible', 'waiting', 'blocked'].indexOf(state) * 2 + Number(kind !== 'check');
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

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
