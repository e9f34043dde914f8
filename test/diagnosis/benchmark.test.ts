import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseAnswers } from '../../src/incident/answers.ts';
import { createRandom } from '../../src/lab/random.ts';
import { listScenarios } from '../../src/lab/scenario.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { diagnosisOf, type Fact } from './benchmark/incident.ts';
import { noisyVerdicts } from './benchmark/noise.ts';
import { tally } from './benchmark/tally.ts';
import { allOf, type Incident, variations } from './benchmark/variations.ts';
import { walkIncident } from './benchmark/walks.ts';

/** The scenarios of a runbook with what their `expect.yaml` says that the checks find, so that nothing has to be staged. */
async function expectedIncidents(id: string): Promise<readonly Incident[]> {
  const folder = fileURLToPath(new URL(`../../runbooks/${id}/`, import.meta.url));
  const { runbook } = await loadRunbook(`${folder}runbook.yaml`);
  return Promise.all(
    (await listScenarios(`${folder}scenarios`)).map(async ({ name, seed, truth }): Promise<Incident> => {
      const file = `${folder}scenarios/${name}/answers.yaml`;
      const answers = parseAnswers(await readFile(file, 'utf8'), { file, runbook });
      const { outcomes } = parse(await readFile(`${folder}scenarios/${name}/expect.yaml`, 'utf8'));
      const found = Object.entries<string>(outcomes).map(([step, outcome]) => ({
        step,
        status: 'warn' as const,
        outcome,
      }));
      const gathered = { scenario: name, seed, truth, found, without: undefined };
      return { runbook, gathered, own: gathered, answers: answers.filter((event): event is Fact => 'step' in event) };
    }),
  );
}

describe.each(['duplicate-registrations', 'missing-webhooks'])('%s', async (id) => {
  const incidents = await expectedIncidents(id);
  const axes = incidents[0]?.runbook.axes.map((axis) => axis.id) ?? [];
  const count = (name: keyof typeof variations) => tally({ name, vary: variations[name], incidents, axes });

  test('with all evidence every leader is the true cause, and nothing else is settled', () => {
    for (const name of ['files alone', 'files and answers'] as const) {
      const { misled, wrong, cases } = count(name);
      expect({ misled, wrong, cases }).toEqual({ misled: [], wrong: [], cases: incidents.length });
    }
  });

  test('with the true cause deleted from the list nothing is settled', () => {
    expect(count('true cause not on the list').wrong).toEqual([]);
  });

  test('one check that lies settles a wrong cause in under 2 % of all cases', () => {
    const { cases, wrongCases } = count('files, one check lies');
    expect(cases).toBeGreaterThan(150);
    expect(wrongCases / cases).toBeLessThan(0.02);
  });

  test('what people say settles nothing by itself', () => {
    expect(Object.values(count('answers only').settledRight)).toEqual([0, 0]);
    expect(count('answers only').wrong).toEqual([]);
  });

  test('errors of 5 dB in every weight leave nearly all leaders as they are, and settle nothing wrong', () => {
    const { leaderRight, wrong } = count('files and answers, noise of 5 dB');
    for (const axis of axes) expect(leaderRight[axis]).toBeGreaterThan(0.95);
    expect(wrong).toEqual([]);
  });

  test('a weight without an error is the weight of the runbook', () => {
    const noNoise = { ...createRandom('none'), float: () => 0 };
    for (const incident of incidents)
      expect(JSON.stringify(noisyVerdicts(incident.runbook, allOf(incident), noNoise))).toBe(
        JSON.stringify(diagnosisOf(incident.runbook, allOf(incident)).axes),
      );
  });

  test('a session, with its checks side by side, takes less than a quarter of the minutes of a random order; one step at a time, less than a third', () => {
    const walks = incidents.map((incident) => walkIncident(incident, axes));
    const mean = (minutes: readonly number[]) => minutes.reduce((sum, one) => sum + one, 0) / minutes.length;
    const random = mean(walks.flatMap((walk) => walk.random.map(({ minutes }) => minutes)));
    expect(random / mean(walks.map(({ session }) => session.minutes))).toBeGreaterThan(4);
    const alike = mean(walks.flatMap(({ randomSession }) => randomSession.map(({ minutes }) => minutes)));
    expect(mean(walks.map(({ session }) => session.minutes))).toBeLessThanOrEqual(alike);
    expect(random / mean(walks.map(({ best }) => best.minutes))).toBeGreaterThan(3);
  }, 60_000);
});

test('at a seed where no file was taken away, the checks that changed at the own seed come to the same', async () => {
  const [incident] = await expectedIncidents('duplicate-registrations');
  if (incident === undefined) throw new Error('there is no scenario');
  const blocked = { step: 'check_key_pattern', status: 'blocked' as const, outcome: null };
  const found = incident.gathered.found.map((one) => (one.step === blocked.step ? blocked : one));
  const own = { ...incident.gathered, without: { 'a.log': found } };
  const [atOwn] = variations['files, one missing']({ ...incident, gathered: own, own });
  const [elsewhere] = variations['files, one missing']({ ...incident, own });
  expect(JSON.stringify(elsewhere)).toBe(JSON.stringify(atOwn));
  expect(atOwn?.what).toBe('a.log');
  const [whole] = variations['files alone'](incident);
  expect(atOwn?.verdicts[1]?.leadDb).not.toBe(whole?.verdicts[1]?.leadDb);
});
