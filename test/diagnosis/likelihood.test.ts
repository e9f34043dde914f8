import { expect, test } from 'vitest';
import { createLikelihood } from '../../src/diagnosis/likelihood.ts';
import type { Observation } from '../../src/runbook/schema.ts';

const places = new Map([
  ['fire', 0],
  ['flood', 1],
  ['axis/other', 2],
]);

test('a rare outcome that confirms is capped at certain, and the rest is shared by its base rates', () => {
  const rows = createLikelihood(alarm({ rings: { fire: 'confirms' }, silent: { fire: 'rules-out' } }), places);
  expect(rows?.get('rings')?.chances.map(round)).toEqual([0.828, 0.05, 0.05]);
  expect(rows?.get('silent')?.chances.map(round)).toEqual([0.006, 0.75, 0.75]);
  expect(rows?.get('rings')?.authoredDb).toEqual([20, 0, 0]);
});

test('"unknown" is no outcome to learn from', () => {
  const rows = createLikelihood(alarm({ rings: { fire: 'confirms' }, silent: { fire: 'rules-out' } }), places);
  expect([...(rows?.keys() ?? [])]).toEqual(['rings', 'silent']);
});

test('base rates that do not add up to one are made to', () => {
  const observation = alarm({ rings: { flood: 'for' }, silent: { flood: 'against' } });
  const doubled = { ...observation, outcomes: observation.outcomes.map((o) => ({ ...o, base: o.base / 2 })) };
  expect(createLikelihood(doubled, places)).toEqual(createLikelihood(observation, places));
});

test('"other" is worded under the name of its axis', () => {
  const rows = createLikelihood(alarm({ rings: { 'axis/other': 'for' }, silent: {} }), places);
  expect(rows?.get('rings')?.authoredDb).toEqual([0, 0, 5]);
});

test('an observation that words nothing for the axis does not concern it', () => {
  expect(createLikelihood(alarm({ rings: { theft: 'confirms' }, silent: {} }), places)).toBeUndefined();
});

type Evidence = Observation['outcomes'][number]['evidence'];

function alarm({ rings, silent }: { readonly rings: Evidence; readonly silent: Evidence }): Observation {
  return {
    id: 'alarm',
    text: 'Did the alarm ring?',
    group: 'alarm',
    cost: 1,
    outcomes: [
      { id: 'rings', base: 0.05, evidence: rings },
      { id: 'silent', base: 0.75, evidence: silent },
      { id: 'unknown', base: 0.2, evidence: {} },
    ],
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
