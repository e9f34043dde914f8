import type { AxisModel } from './axis-model.ts';
import { toProbabilities } from './decibans.ts';
import type { OpenStep } from './diagnosis.ts';
import type { Entry, Ledger } from './ledger.ts';
import { createStandsAfter, leadOf, type Standing, settleRule, stands } from './standing.ts';
import type { Trial, TrialOutcome } from './trial.ts';

/**
 * The chance from which an unmade check counts as able to hurt the leader: one in twenty. Doubt in the check itself
 * (1 − q) and a little "other" give even an absurd outcome 2 to 3 %; 5 % needs a rival that is alive, or an outcome that is
 * common where the cause is none of those listed. Followed step by step with one source lying, 19 of 359 walks through the
 * staged incidents settle wrongly without this clause.
 */
const hurtChance = 0.05;

/** What keeps an axis from being settled, as sentences, none when it is settled, and the open step that would most likely settle it. */
type Settlement = {
  readonly missing: readonly string[];
  readonly settleWith: string | undefined;
};

type Judged = {
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly standing: Standing;
  readonly trials: readonly Trial[];
};

/**
 * The settle rule: a named cause 10 dB ahead, supported by two groups of evidence of which one was checked, nothing checked
 * strongly against it, and no check left unmade, possible or not, that could well end the lead.
 */
export function judgeSettlement(input: Judged): Settlement {
  const { model, standing, trials } = input;
  const threats = standing.isNamed && standing.leadDb >= settleRule.leadDb ? findThreats(standing.leader, input) : [];
  const missing = [...describeStanding(standing), ...describeThreats(model, threats)];
  if (missing.length === 0) return { missing, settleWith: undefined };
  const standsAfter = createStandsAfter(model, input.ledger);
  const settleWith = stands(standing)
    ? pickStep(threats)
    : pickStep(
        trials
          .map(({ step, outcomes }) => ({
            step,
            chance: chanceOf(outcomes.filter((outcome) => standsAfter(outcome) && !speaksAgainst(standing, outcome))),
          }))
          .filter(({ chance }) => chance > 0),
      );
  return { missing, settleWith };
}

/**
 * Whether an outcome takes from the lead without ending it. If that settles an axis, then only because another candidate comes second, from
 * which the leader is better told apart: no step is done in the hope of that.
 */
function speaksAgainst({ leader, leadDb }: Standing, { scores }: TrialOutcome): boolean {
  const after = leadOf(scores, leader);
  return after >= 0 && after < leadDb;
}

type StepChance = { readonly step: OpenStep; readonly chance: number };

/** The unmade checks that could bring the leader under the lead it needs, the likeliest first. */
function findThreats(leader: number, { model, ledger, trials }: Omit<Judged, 'standing'>): readonly StepChance[] {
  const doubt = lostDoubt(model, ledger);
  return trials
    .filter(({ step }) => step.kind === 'check')
    .map(({ step, outcomes }) => {
      const ending = outcomes.filter(({ scores }) => leadOf(scores, leader) < settleRule.leadDb);
      // What ends the lead for a rival on the list is no sign that the cause is none of those listed.
      const unlisting = ending.filter(({ scores }) => (scores[leader] ?? 0) - (scores.at(-1) ?? 0) < settleRule.leadDb);
      const elsewhere = unlisting.reduce((sum, { row }) => sum + row.base, 0);
      return { step, chance: (1 - doubt) * chanceOf(ending) + doubt * elsewhere };
    })
    .filter(({ chance }) => chance >= hurtChance)
    .sort(byChance);
}

/**
 * How much less is believed in "something not on this list" than before anything was seen, 0 to 1. A good fit to one cause takes that belief
 * away, and yet it cannot tell whether the list is complete: what could bring "something not on this list" near the leader again is judged as if
 * the belief were still there.
 */
function lostDoubt({ candidates }: AxisModel, { scores }: Ledger): number {
  const before = toProbabilities(candidates.map(({ priorDb }) => priorDb)).at(-1) ?? 0;
  const now = toProbabilities(scores).at(-1) ?? 0;
  return Math.max(0, before - now);
}

function chanceOf(outcomes: readonly TrialOutcome[]): number {
  return outcomes.reduce((sum, { chance }) => sum + chance, 0);
}

function pickStep(steps: readonly StepChance[]): string | undefined {
  return steps.toSorted(
    (a, b) => Number(b.step.state === 'possible') - Number(a.step.state === 'possible') || byChance(a, b),
  )[0]?.step.step;
}

function byChance(a: StepChance, b: StepChance): number {
  return b.chance - a.chance || (a.step.step < b.step.step ? -1 : 1);
}

function describeStanding(standing: Standing): readonly string[] {
  const { leadDb, supportGroups, hasCheckedSupport, checkedAgainst } = standing;
  return [
    standing.isNamed ? [] : ['the best fit is a cause that is not on this list'],
    leadDb >= settleRule.leadDb ? [] : [`only ${Math.floor(leadDb)} dB ahead; ${settleRule.leadDb} needed`],
    supportGroups >= settleRule.groups ? [] : [describeSupport(supportGroups)],
    supportGroups === 0 || hasCheckedSupport ? [] : ['nothing that supports it has been checked'],
    checkedAgainst.map(describeAgainst),
  ].flat();
}

function describeSupport(groups: number): string {
  return groups === 0 ? 'no evidence puts it ahead' : 'support comes from one group of evidence only';
}

function describeAgainst({ sighting }: Entry): string {
  return `checked, and strongly against it: ${sighting.say}`;
}

function describeThreats(model: AxisModel, threats: readonly StepChance[]): readonly string[] {
  const observations = [...new Set(threats.map(({ step }) => step.observation))];
  const [worst] = observations;
  const text = worst === undefined ? undefined : model.bearings.get(worst)?.observation.text;
  if (text === undefined) return [];
  const more = observations.length > 1 ? ` and ${observations.length - 1} more` : '';
  return [`not checked yet, and able to end the lead: “${text}”${more}`];
}
