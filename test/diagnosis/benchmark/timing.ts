import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { OpenStep, Sighting } from '../../../src/diagnosis/diagnosis.ts';
import { createRandom } from '../../../src/lab/random.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';

const hypothesisCount = 50;
const observationCount = 500;
const stretches = 8;
const runs = 10;

/** Medians in milliseconds of processor time on this machine, for 50 hypotheses over 500 observations. */
export type Timing = {
  readonly rankingMs: number;
  /** The next step with half of the observations known, and with ten of them known. */
  readonly nextHalfKnownMs: number;
  readonly nextFewKnownMs: number;
};

/** Times the ranking and the choice of the next step on a drawn runbook. */
export function timeDiagnosis(): Timing {
  const { axes, observations } = drawRunbook();
  const random = createRandom('timing');
  const sightings = observations.map(
    ({ id, outcomes }): Sighting => ({
      observation: id,
      outcome: random.pick(outcomes).id,
      quality: 'checked',
      step: `check_${id}`,
      say: id,
    }),
  );
  const open = observations.map(
    ({ id }): OpenStep => ({ step: `check_${id}`, observation: id, kind: 'check', state: 'possible' }),
  );
  const timeWith = (known: number) =>
    medianOf(() => diagnose({ axes, observations, sightings: sightings.slice(0, known), open: open.slice(known) }));
  return {
    rankingMs: timeWith(observationCount),
    nextHalfKnownMs: timeWith(observationCount / 2),
    nextFewKnownMs: timeWith(10),
  };
}

/**
 * The median stretch of runs in processor time, which other work on the machine does not add to; one run is too short for its
 * clock. The first stretch is for the compiler.
 */
function medianOf(work: () => unknown): number {
  const times = Array.from({ length: stretches }, () => {
    const begun = process.cpuUsage();
    for (let run = 0; run < runs; run += 1) work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000 / runs;
  });
  return times.slice(1).sort((a, b) => a - b)[Math.floor((stretches - 1) / 2)] ?? 0;
}

function drawRunbook(): Pick<Runbook, 'axes' | 'observations'> {
  const random = createRandom('runbook');
  const words = ['confirms', 'strongly-for', 'for', 'against', 'strongly-against', 'rules-out'] as const;
  const hypotheses = Array.from({ length: hypothesisCount }, (_, index) => ({
    id: `h${index}`,
    title: `Cause ${index}`,
    prior: 0.95 / hypothesisCount,
  }));
  const observations = Array.from({ length: observationCount }, (_, index) => ({
    id: `o${index}`,
    text: `Fact ${index}`,
    group: `g${index % 60}`,
    cost: random.int([1, 10]),
    outcomes: Array.from({ length: 4 }, (__, place) => ({
      id: `${place}`,
      base: 0.25,
      evidence: Object.fromEntries(
        hypotheses.filter(() => random.chance(0.2)).map(({ id }) => [id, random.pick(words)]),
      ),
    })),
  }));
  return { axes: [{ id: 'axis', question: 'Which?', other: 0.05, hypotheses }], observations };
}
