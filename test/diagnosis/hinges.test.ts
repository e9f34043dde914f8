import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { AxisVerdict, OpenStep, Sighting } from '../../src/diagnosis/diagnosis.ts';
import type { Runbook } from '../../src/runbook/schema.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';
import { favouringFire, traces } from './fixtures/fire.ts';
import { scenarios } from './fixtures/scenarios.ts';
import { checked, looked, sightingsOf, unmadeChecks } from './fixtures/sightings.ts';

const enough = [checked('smoke', 'yes'), checked('ash', 'yes'), checked('flame', 'yes')];

describe('what would change a verdict', () => {
  test('is the outcome of an open step that would settle or overturn it, with the verdict after it', () => {
    const { hinges, leadDb } = judge({ sightings: enough.slice(0, 2), open: [step('check', 'flame')] });
    const flame = { step: 'check-flame', opening: 'possible', observation: 'flame', question: 'Was there flame?' };
    expect(leadDb).toBe(8.81);
    expect(hinges.open).toEqual([
      { ...flame, outcome: 'yes', answer: 'yes', state: 'settled', leader: 'fire', leadDb: 12.99 },
      { ...flame, outcome: 'no', answer: 'no', state: 'open', leader: 'other', leadDb: 0.87 },
    ]);
  });

  test('is what a question could be answered as much as what a check could find', () => {
    const { hinges } = judge({ sightings: enough, open: [step('ask', 'scorch')] });
    expect(hinges.open).toMatchObject([{ step: 'ask-scorch', outcome: 'no', state: 'leading', leadDb: 7.08 }]);
  });

  test('is told once for a fact, by a check rather than by a question', () => {
    const open = [step('ask', 'flame'), step('check', 'flame')];
    const { hinges } = judge({ sightings: enough.slice(0, 2), open });
    expect(hinges.open.map((one) => [one.step, one.outcome])).toEqual([
      ['check-flame', 'yes'],
      ['check-flame', 'no'],
    ]);
  });

  test('is nothing where every outcome leaves leader and state as they are', () => {
    const far = [...enough, checked('scorch', 'yes')];
    expect(judge({ sightings: far, open: [step('check', 'light')] }).hinges.open).toEqual([]);
  });

  test.each(scenarios)('is what the rules give after each outcome, none more and none less: $id', (scenario) => {
    const sightings = sightingsOf(scenario).filter((_, index) => index % 2 === 0);
    const open = unmadeChecks(sightings, 'possible');
    const run = (more: readonly Sighting[]) => {
      const made = new Set(more.map((one) => one.step));
      const left = open.filter((one) => !made.has(one.step));
      return diagnose({ axes, observations, sightings: [...sightings, ...more], open: left }).axes;
    };
    for (const [place, axis] of run([]).entries()) {
      const after = open.flatMap(({ step, observation }) =>
        (observations.find(({ id }) => id === observation)?.outcomes ?? []).flatMap(({ id, evidence }) => {
          if (Object.keys(evidence).length === 0) return [];
          const verdict = run([checked(observation, id)])[place];
          const isSame = verdict?.state === axis.state && (axis.state === 'open' || verdict.leader === axis.leader);
          return isSame ? [] : [`${step} ${id}: ${verdict?.state} ${verdict?.leader} ${verdict?.leadDb}`];
        }),
      );
      const told = axis.hinges.open.map(
        (one) => `${one.step} ${one.outcome}: ${one.state} ${one.leader} ${one.leadDb}`,
      );
      expect(told.toSorted()).toEqual(after.toSorted());
    }
  });
});

describe('what carries a verdict', () => {
  test('is the facts without which it would not be settled, with what is left of the lead', () => {
    const { hinges } = judge({ sightings: [...enough, checked('scorch', 'yes')] });
    expect(hinges.known).toEqual([]);
    const carried = judge({ sightings: enough });
    expect(carried.hinges.known).toEqual(
      ['ash', 'flame', 'smoke'].map((fact) => ({
        step: `check-${fact}`,
        observation: fact,
        say: `The check of ${fact} shows yes.`,
        state: 'leading',
        leader: 'fire',
        leadDb: 8.81,
      })),
    );
  });

  test('is not what speaks against it, nor anything on an open axis', () => {
    const against = judge({ sightings: [...enough, looked('light', 'no'), checked('scorch', 'yes')] });
    expect(against.hinges.known.map(({ step }) => step)).not.toContain('ask-light');
    const vague = { ...looked('light', 'yes'), quality: 'recollected' as const };
    expect(judge({ sightings: [vague] })).toMatchObject({ state: 'open', hinges: { known: [] } });
  });
});

function judge(input: {
  readonly axes?: Runbook['axes'];
  readonly sightings: readonly Sighting[];
  readonly open?: readonly OpenStep[];
}): AxisVerdict {
  const [verdict] = diagnose({ axes: favouringFire(0.4), observations: traces, open: [], ...input }).axes;
  if (verdict === undefined) throw new Error('no axis');
  return verdict;
}

function step(kind: 'check' | 'ask', observation: string, state: OpenStep['state'] = 'possible'): OpenStep {
  return { step: `${kind}-${observation}`, observation, kind, state };
}
