import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findUnsettleable, isFlipped, weighRunbook } from '../../src/diagnosis/weigh-runbook.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import type { Runbook } from '../../src/runbook/schema.ts';
import { favouringFire, traces } from './fixtures/fire.ts';

const [smoke] = traces;
const steps = (kind: object, ...ids: readonly string[]) =>
  [
    { id: 'look', title: 'Look', steps: ids.map((id) => ({ id, observes: id, risk: 'read', ...kind })) },
  ] as Runbook['phases'];
const checks = (...ids: readonly string[]) => steps({ http: {} }, ...ids);

test('what a weight comes to is told beside what is written, with the place where it is written', () => {
  const [weight] = weighRunbook({ axes: favouringFire(0.4), observations: traces });
  expect(weight).toMatchObject({
    axis: 'cause',
    hypothesis: 'fire',
    observation: 'smoke',
    outcome: 'yes',
    authoredDb: 10,
    path: ['observations', 0, 'outcomes', 0, 'evidence', 'fire'],
  });
  expect(weight?.effectiveDb).toBeGreaterThan(4);
  expect(weight?.effectiveDb).toBeLessThan(10);
});

test('a word for a cause that the other outcomes outweigh is flipped', () => {
  const outcomes = [
    { id: 'yes', base: 0.5, evidence: { fire: 'for' } },
    { id: 'no', base: 0.1, evidence: { fire: 'confirms' } },
    { id: 'odd', base: 0.4, evidence: { flood: 'for' } },
  ] as const;
  const observations = [{ ...smoke, outcomes }] as unknown as Runbook['observations'];
  const flipped = weighRunbook({ axes: favouringFire(0.4), observations }).filter(isFlipped);
  expect(flipped.map(({ outcome }) => outcome)).toEqual(['yes']);
});

const settles = (phases: Runbook['phases'], axes = favouringFire(0.4)) =>
  findUnsettleable({ axes, observations: traces, phases }).map(({ hypothesis, path }) => [hypothesis, path]);
const fire = ['fire', ['axes', 0, 'hypotheses', 0, 'id']];
const flood = ['flood', ['axes', 0, 'hypotheses', 1, 'id']];

test('a hypothesis can be settled by checks of two groups, not by one group, by what is only said, or by nothing', () => {
  expect(settles(checks('smoke', 'ash', 'flame'))).toEqual([flood]);
  expect(settles(checks('smoke', 'heat'))).toEqual([fire, flood]);
  expect(settles(steps({ ask: 'Was there?' }, 'smoke', 'ash', 'flame'))).toEqual([fire, flood]);
  expect(settles([])).toEqual([fire, flood]);
});

test('a hypothesis that is said to be never the cause need not be settled', () => {
  const axes = favouringFire(0.4).map((axis) => ({
    ...axis,
    hypotheses: axis.hypotheses.map((one) => (one.id === 'flood' ? { ...one, never: 'It is on a hill.' } : one)),
  }));
  expect(settles(checks('smoke', 'ash', 'flame'), axes)).toEqual([]);
});

test.each(await readdir('runbooks'))('every word of %s keeps its sign, and every cause can be settled', async (id) => {
  const { runbook } = await loadRunbook(`runbooks/${id}/runbook.yaml`);
  expect(weighRunbook(runbook).filter(isFlipped)).toEqual([]);
  expect(findUnsettleable(runbook)).toEqual([]);
});
