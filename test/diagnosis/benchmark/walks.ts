import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { maxQuestions, messageMinutes } from '../../../src/diagnosis/messages.ts';
import { minutesOf } from '../../../src/diagnosis/next-step.ts';
import { kindOf } from '../../../src/incident/state.ts';
import { createRandom, type Random } from '../../../src/lab/random.ts';
import { stepsOf } from '../../../src/runbook/load.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';
import { diagnosisOf, type Fact, outcomeOf } from './incident.ts';
import { allOf, type Incident } from './variations.ts';

/** What it took a person until the axes were settled or nothing was left that is worth doing. */
export type Walk = { readonly steps: number; readonly minutes: number; readonly isSettled: boolean };

/**
 * The walks of one incident. As a session goes: all checks side by side (they take as long as the longest of them, and none of the person's
 * steps), then one message per party, then one step at a time; `randomSession` has the same means and draws what it asks. And one step at a
 * time: by the next best step, by the order of the runbook, and in random orders.
 */
export type Walks = {
  readonly session: Walk;
  readonly randomSession: readonly Walk[];
  readonly best: Walk;
  readonly file: Walk;
  readonly random: readonly Walk[];
};

const drawsPerIncident = 10;

/**
 * Walks an incident, each step costing its minutes, until the
 * axes asked for are settled. Only steps that can tell something here are walked: the checks that ran, and the questions
 * that a party answers in this scenario.
 */
export function walkIncident(incident: Incident, axes: readonly string[]): Walks {
  const runbook = { ...incident.runbook, axes: incident.runbook.axes.filter(({ id }) => axes.includes(id)) };
  const ground = groundOf(runbook, incident);
  const { scenario, seed } = incident.gathered;
  const inOrder = stepsOf(runbook).flatMap(({ step }) => (ground.facts.has(step.id) ? [step.id] : []));
  const draws = (walk: (random: Random) => Walk) =>
    Array.from({ length: drawsPerIncident }, (_, draw) => walk(createRandom(`${scenario}/${seed}/walk/${draw}`)));
  const checks = [...ground.facts.values()].filter(({ type }) => type === 'check-finished');
  return {
    session: follow(ground, (_, { messages, next }) => messages[0]?.steps ?? nextOf(next), checks),
    randomSession: draws((random) => follow(ground, (left) => drawMessage(ground, [...left], random), checks)),
    best: follow(ground, (_, { next }) => nextOf(next)),
    file: follow(ground, (left) => inOrder.filter((step) => left.has(step)).slice(0, 1)),
    random: draws((random) => follow(ground, (left) => (left.size === 0 ? [] : [random.pick([...left])]))),
  };
}

function nextOf(next: Diagnosis['next']): readonly string[] {
  return next.slice(0, 1).map(({ step }) => step);
}

/** A step drawn from those that are left; where it is a question to a party, with others to that party that fit into its message. */
function drawMessage({ runbook }: Ground, left: readonly string[], random: Random): readonly string[] {
  if (left.length === 0) return [];
  const asked = new Map(
    stepsOf(runbook).flatMap(({ step }) => (step.ask === undefined ? [] : [[step.id, step.party]])),
  );
  const drawn = random.pick(left);
  const party = asked.get(drawn);
  if (party === undefined) return [drawn];
  const others = left.filter((step) => step !== drawn && asked.get(step) === party);
  const order = others.map((step) => ({ step, at: random.float() })).sort((a, b) => a.at - b.at);
  return [drawn, ...order.map(({ step }) => step)].slice(0, maxQuestions);
}

/** What there is to be found out, by step, and what is known from the start: that the other steps cannot be had. */
type Ground = {
  readonly runbook: Runbook;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly minutes: ReadonlyMap<string, number>;
  readonly observes: ReadonlyMap<string, string>;
  readonly unavailable: readonly Fact[];
};

function groundOf(runbook: Runbook, incident: Incident): Ground {
  const costs = new Map(runbook.observations.map(({ id, cost }) => [id, cost]));
  const observing = stepsOf(runbook).flatMap(({ step }) =>
    step.observes === undefined ? [] : [{ id: step.id, observes: step.observes, kind: kindOf(step) }],
  );
  const observes = new Map(observing.map((step) => [step.id, step.observes]));
  const facts = new Map(
    allOf(incident)
      .filter((fact) => observes.has(fact.step) && outcomeOf(fact) !== undefined)
      .map((fact) => [fact.step, fact]),
  );
  const given = new Map(allOf(incident).map((fact) => [fact.step, fact]));
  return {
    runbook,
    facts,
    minutes: new Map(observing.map((step) => [step.id, minutesOf({ kind: step.kind }, costs.get(step.observes))])),
    observes,
    unavailable: observing
      .filter(({ id }) => !facts.has(id))
      .flatMap(({ id, kind }) => {
        if (kind !== 'check') return [{ type: 'set-back', step: id, as: 'cannot-get' } as const];
        const fact = given.get(id);
        return fact === undefined ? [] : [fact];
      }),
  };
}

function follow(
  ground: Ground,
  choose: (left: ReadonlySet<string>, diagnosis: Diagnosis) => readonly string[],
  sideBySide: readonly Fact[] = [],
): Walk {
  const { runbook, facts, minutes, unavailable } = ground;
  const known: Fact[] = [...unavailable, ...sideBySide];
  const left = new Set(facts.keys());
  for (const { step } of sideBySide) {
    left.delete(step);
    forget(left, ground, step);
  }
  let spent = Math.max(0, ...sideBySide.map(({ step }) => minutes.get(step) ?? 0));
  let steps = 0;
  for (;;) {
    const diagnosis = diagnosisOf(runbook, known);
    const isSettled = diagnosis.axes.every(({ state }) => state === 'settled');
    const chosen = isSettled || diagnosis.next.length === 0 ? [] : choose(left, diagnosis);
    const told = chosen.flatMap((step) => facts.get(step) ?? []);
    if (told.length === 0) return { steps, minutes: spent, isSettled };
    known.push(...told);
    spent += messageMinutes(told.map(({ step }) => minutes.get(step) ?? 0));
    steps += told.length;
    for (const { step } of told) {
      left.delete(step);
      forget(left, ground, step);
    }
  }
}

/** A question whose fact a check has found is not asked any more. */
function forget(left: Set<string>, { observes, facts }: Ground, step: string): void {
  if (facts.get(step)?.type !== 'check-finished') return;
  for (const other of left)
    if (observes.get(other) === observes.get(step) && facts.get(other)?.type === 'answered') left.delete(other);
}
