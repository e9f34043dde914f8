import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { AxisVerdict, OpenStep, Sighting } from '../../src/diagnosis/diagnosis.ts';
import type { EvidenceWord, Runbook } from '../../src/runbook/schema.ts';
import { favouringFire, traces } from './fixtures/fire.ts';
import { checked, looked } from './fixtures/sightings.ts';

const evenly = favouringFire(0.4);
const enough = [checked('smoke', 'yes'), checked('ash', 'yes'), checked('flame', 'yes')];

describe('an axis is settled', () => {
  test('by two groups of evidence, checked, 10 dB ahead', () => {
    expect(judge({ sightings: enough })).toMatchObject({
      state: 'settled',
      leader: 'fire',
      missing: [],
      settleWith: undefined,
    });
  });

  test('while questions are open', () => {
    const open: OpenStep[] = [
      { step: 'ask-scorch', observation: 'scorch', kind: 'ask', state: 'possible' },
      { step: 'do-light', observation: 'light', kind: 'do', state: 'waiting' },
    ];
    expect(judge({ sightings: enough, open }).state).toBe('settled');
  });

  test('while a check is open that could not end the lead', () => {
    const far = [...enough, checked('scorch', 'yes')];
    expect(judge({ sightings: far, open: [check('light', 'possible')] }).state).toBe('settled');
  });

  test('while a second way to check a known fact is open', () => {
    const open = [{ ...check('flame', 'possible'), step: 'check-flame-again' }];
    expect(judge({ sightings: enough, open }).state).toBe('settled');
  });
});

describe('an axis is settled for all the doubt in the list', () => {
  test('while a check is unmade that could only bring up a rival that is on it', () => {
    const sightings = [...enough, looked('light', 'yes')];
    const open = [check('puddle', 'blocked')];
    const verdict = judge({ axes: doubting(0.2), observations: [...traces, puddle], sightings, open });
    expect(verdict).toMatchObject({ state: 'settled', leader: 'fire' });
  });
});

describe('an axis is not settled', () => {
  test('with less than 10 dB ahead', () => {
    const verdict = judge({
      sightings: [checked('smoke', 'yes'), checked('light', 'yes')],
      open: [check('ash', 'possible')],
    });
    expect(verdict).toMatchObject({
      state: 'leading',
      missing: ['only 8 dB ahead; 10 needed'],
      settleWith: 'check-ash',
    });
  });

  test('with support from one group only', () => {
    const verdict = judge({ axes: favouringFire(0.9), sightings: [checked('smoke', 'yes'), checked('heat', 'yes')] });
    expect(verdict).toMatchObject({ state: 'leading', missing: ['support comes from one group of evidence only'] });
  });

  test('with nothing checked among its support', () => {
    const sightings = ['smoke', 'ash', 'flame', 'scorch', 'light'].map((id) => looked(id, 'yes'));
    expect(judge({ sightings })).toMatchObject({
      state: 'leading',
      missing: ['nothing that supports it has been checked'],
    });
  });

  test('with something checked strongly against it', () => {
    const sightings = [...enough, checked('light', 'yes'), checked('scorch', 'no')];
    expect(judge({ axes: favouringFire(0.9), sightings })).toMatchObject({
      state: 'leading',
      missing: ['checked, and strongly against it: The check of scorch shows no.'],
    });
  });

  test.each(['possible', 'blocked'] as const)('while a check that could end the lead is %s', (state) => {
    expect(judge({ sightings: enough, open: [check('scorch', state)] })).toMatchObject({
      state: 'leading',
      missing: ['not checked yet, and able to end the lead: “Was there scorch?”'],
      settleWith: 'check-scorch',
    });
  });

  test('while a check is unmade that would end the lead if the cause were none of those listed', () => {
    const open = [check('scorch', 'blocked')];
    const sightings = [...enough, looked('light', 'yes')];
    // The same lead in either case; how likely it was at the beginning that the list is incomplete differs.
    const judgeWith = (other: number) => judge({ axes: doubting(other), sightings, open });
    expect(judgeWith(0.02)).toMatchObject({ state: 'settled', leader: 'fire' });
    expect(judgeWith(0.2)).toMatchObject({ state: 'leading', leader: 'fire', settleWith: 'check-scorch' });
  });

  test('while "something not on this list" fits best, which leaves it open', () => {
    const sightings = ['smoke', 'ash', 'flame', 'scorch'].map((id) => checked(id, 'no'));
    expect(judge({ axes: favouringFire(0.4), sightings })).toMatchObject({ state: 'open', leader: 'other' });
  });

  test('under 3 dB, where it is not even leading', () => {
    const sightings = [{ ...looked('light', 'yes'), quality: 'recollected' as const }];
    expect(judge({ sightings })).toMatchObject({ state: 'open', leader: 'fire' });
  });
});

test('the step that would settle it is a possible one where there is one', () => {
  const open = [check('scorch', 'blocked'), check('heat', 'possible'), check('light', 'possible')];
  expect(judge({ sightings: enough, open }).settleWith).toBe('check-light');
  expect(judge({ sightings: enough, open: open.slice(0, 1) }).settleWith).toBe('check-scorch');
});

test('no step is said to settle it that could do so only by what speaks against the leader', () => {
  // Fire is told from flood by one group, from anything else by two; flood comes second until both lose to the third fact.
  const observations = [
    fact('alarm', { fire: 'for', flood: 'rules-out' }, {}),
    fact('floor', { fire: 'for', flood: 'for' }, {}),
    fact('wall', {}, { fire: 'against', flood: 'rules-out' }),
  ];
  const axes = doubting(0.03);
  const sightings = [checked('alarm', 'yes'), checked('floor', 'yes')];
  const verdict = judge({ axes, observations, sightings, open: [check('wall', 'possible')] });
  expect(verdict).toMatchObject({ state: 'leading', leader: 'fire', settleWith: undefined });
  expect(judge({ axes, observations, sightings: [...sightings, checked('wall', 'no')] })).toMatchObject({
    state: 'settled',
    leader: 'fire',
  });
});

function judge(input: {
  readonly axes?: Runbook['axes'];
  readonly observations?: Runbook['observations'];
  readonly sightings: readonly Sighting[];
  readonly open?: readonly OpenStep[];
}): AxisVerdict {
  const [verdict] = diagnose({ axes: evenly, observations: traces, open: [], ...input }).axes;
  if (verdict === undefined) throw new Error('no axis');
  return verdict;
}

/** Fire against flood, as likely as each other, and so much for neither. */
function doubting(other: number): Runbook['axes'] {
  return favouringFire(0.4).map((axis) => ({
    ...axis,
    other,
    hypotheses: axis.hypotheses.map((one) => ({ ...one, prior: 0.4 })),
  }));
}

/** A fact that is rare with fire, and nearly certain with flood. */
const puddle: Runbook['observations'][number] = {
  ...fact('puddle', {}, {}),
  outcomes: [
    { id: 'yes', base: 0.1, evidence: { fire: 'against', flood: 'confirms' } },
    { id: 'no', base: 0.9, evidence: { flood: 'strongly-against' } },
  ],
};

type Words = Readonly<Record<string, EvidenceWord>>;

/** A fact in a group of its own. */
function fact(id: string, yes: Words, no: Words): Runbook['observations'][number] {
  const outcomes = [
    { id: 'yes', base: 0.3, evidence: yes },
    { id: 'no', base: 0.5, evidence: no },
    { id: 'never', base: 0.2, evidence: {} },
  ];
  return { id, text: `Was there ${id}?`, group: id, cost: 1, outcomes };
}

function check(observation: string, state: OpenStep['state']): OpenStep {
  return { step: `check-${observation}`, observation, kind: 'check', state };
}
