import type { AxisVerdict } from '../../../src/diagnosis/diagnosis.ts';
import { createRandom, type Random } from '../../../src/lab/random.ts';
import { stepsOf } from '../../../src/runbook/load.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';
import { tells } from '../../../src/runbook/tells.ts';
import type { Found, Gathered } from './gather.ts';
import { diagnosisOf, type Fact, outcomeOf, toFact, withOutcome } from './incident.ts';
import { noisyVerdicts } from './noise.ts';

/** A staged incident with what its checks found and its parties say; `own` is the same scenario at its own seed. */
export type Incident = {
  readonly runbook: Runbook;
  readonly gathered: Gathered;
  readonly own: Gathered;
  readonly answers: readonly Fact[];
};

/** What the diagnosis says of one variation of an incident; `what` names the variation. */
export type Case = { readonly what: string; readonly verdicts: readonly AxisVerdict[] };

/** The ways in which the evidence of an incident is varied; each gives its cases one after the other. */
export const variations = {
  'files alone': (incident) => [caseOf(incident, 'all', filesOf(incident))],
  'files and answers': (incident) => [caseOf(incident, 'all', allOf(incident))],
  'answers only': (incident) => [caseOf(incident, 'answers', incident.answers)],
  'files, one missing': (incident) =>
    oneMissing(incident).map(({ what, found }) => caseOf(incident, what, found.map(toFact))),
  'files and answers, one file missing': (incident) =>
    oneMissing(incident).map(({ what, found }) => caseOf(incident, what, [...found.map(toFact), ...incident.answers])),
  'files, one check lies': (incident) => oneLies(incident, filesOf(incident)),
  'files and answers, one lies': (incident) => oneLies(incident, allOf(incident)),
  'files and answers, 30 % missing': (incident) =>
    draws(incident, 'missing').map((random, draw) =>
      caseOf(
        incident,
        `draw ${draw}`,
        allOf(incident).flatMap((fact) => (random.chance(0.3) ? [] : [fact])),
      ),
    ),
  'files and answers, noise of 5 dB': (incident) =>
    draws(incident, 'noise').map((random, draw) => ({
      what: `draw ${draw}`,
      verdicts: noisyVerdicts(incident.runbook, allOf(incident), random),
    })),
  'true cause not on the list': (incident) => [
    { what: 'deleted', verdicts: diagnosisOf(withoutTruth(incident), allOf(incident)).axes },
  ],
} as const satisfies Readonly<Record<string, (incident: Incident) => readonly Case[]>>;

const drawsPerIncident = 20;

function draws({ gathered }: Incident, label: string): readonly Random[] {
  const { scenario, seed } = gathered;
  return Array.from({ length: drawsPerIncident }, (_, draw) => createRandom(`${scenario}/${seed}/${label}/${draw}`));
}

function caseOf({ runbook }: Incident, what: string, facts: readonly Fact[]): Case {
  return { what, verdicts: diagnosisOf(runbook, facts).axes };
}

function filesOf({ gathered }: Incident): readonly Fact[] {
  return gathered.found.map(toFact);
}

/** Everything: what the checks found and what the parties say. */
export function allOf(incident: Incident): readonly Fact[] {
  return [...filesOf(incident), ...incident.answers];
}

/**
 * What the checks find without each file. At the scenario's own seed they were run without it; at another seed the checks that
 * came to something else then come to the same here.
 */
function oneMissing({
  gathered,
  own,
}: Incident): readonly { readonly what: string; readonly found: readonly Found[] }[] {
  if (gathered.without !== undefined) return Object.entries(gathered.without).map(([what, found]) => ({ what, found }));
  const whole = new Map(own.found.map((one) => [one.step, one]));
  return Object.entries(own.without ?? {}).map(([what, without]) => {
    const changed = new Map(
      without
        .filter(({ step, status, outcome }) => {
          const before = whole.get(step);
          return before?.status !== status || before.outcome !== outcome;
        })
        .map((one) => [one.step, one]),
    );
    return { what, found: gathered.found.map((one) => changed.get(one.step) ?? one) };
  });
}

/** Each fact that tells something replaced by each other outcome that would tell something. */
function oneLies(incident: Incident, facts: readonly Fact[]): readonly Case[] {
  const { runbook } = incident;
  const observes = new Map(stepsOf(runbook).map(({ step }) => [step.id, step.observes]));
  return facts.flatMap((fact, place) => {
    const outcome = outcomeOf(fact);
    const observation = runbook.observations.find(({ id }) => id === observes.get(fact.step));
    if (observation === undefined || outcome === undefined || !tells(runbook, observation.id, outcome)) return [];
    return observation.outcomes
      .filter(({ id }) => id !== outcome && tells(runbook, observation.id, id))
      .map(({ id }) => caseOf(incident, `${fact.step}: ${outcome} -> ${id}`, facts.with(place, withOutcome(fact, id))));
  });
}

const deprived = new Map<string, Runbook>();

/** The runbook without the true causes of an incident. */
function withoutTruth({ runbook, gathered: { truth } }: Incident): Runbook {
  const name = JSON.stringify([runbook.id, truth]);
  const known = deprived.get(name);
  if (known !== undefined) return known;
  const axes = runbook.axes.map((axis) => ({
    ...axis,
    hypotheses: axis.hypotheses.filter(({ id }) => id !== truth[axis.id]),
  }));
  deprived.set(name, { ...runbook, axes });
  return deprived.get(name) ?? runbook;
}
