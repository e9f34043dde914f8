import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFiles } from '../../src/logs/list-files.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { compare } from '../../src/scenario/compare.ts';
import { findScenarios } from '../../src/scenario/find-scenarios.ts';
import { type OpenScenario, openScenario } from '../../src/scenario/open-scenario.ts';
import { renderMismatch } from '../../src/scenario/render-mismatch.ts';
import { walkScenario } from '../../src/scenario/walk-scenario.ts';
import { fileNames, verdictsWithout } from '../helpers/verdicts.ts';

const places = [fileURLToPath(new URL('../../runbooks/', import.meta.url))];
const scenarios = await findScenarios([], places);
const machine = { root: '', env: {}, now: () => new Date(), pid: process.pid, isAlive: () => true, tool: 'test' };

/**
 * Each scenario loses another part of its files, so that together they lose each file at least once; `EVERY_FILE=1` takes all
 * of each, which is minutes of work.
 */
const parts: { readonly [runbook: string]: number } =
  process.env.EVERY_FILE === '1' ? {} : { 'duplicate-registrations': 3, 'missing-webhooks': 8 };

it('both runbooks have scenarios', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(14);
});

describe.each(scenarios.map((scenario, place) => [scenario.name, scenario, place] as const))(
  '%s',
  (name, found, place) => {
    let home: string;
    let scenario: OpenScenario;

    beforeAll(async () => {
      home = await mkdtemp(path.join(tmpdir(), 'causebook-scenario-'));
      scenario = await openScenario(found, { places, load: loadRunbook, home });
    }, 60_000);
    afterAll(async () => {
      await scenario.close();
      await rm(home, { recursive: true });
    });

    it('is led to its true cause by its evidence alone, its checks find what they should, and its fixes are the right ones', async () => {
      const { staging, expectation } = scenario;
      const { signal } = new AbortController();
      const report = await walkScenario({ ...staging, answers: [] }, { signal, machine });
      expect(compare(expectation, report).flatMap(renderMismatch)).toEqual([]);
      expect(report.steps.filter(({ status }) => status === 'error').map(({ id, say }) => `${id}: ${say}`)).toEqual([]);
    });

    it('never settles on a wrong cause when any one file is missing', async () => {
      const { runbook, evidence: folder = '', inputs } = scenario.staging;
      const all = fileNames((await listFiles(folder)).names.map((file) => ({ path: file })));
      const every = parts[name.split('/')[0] ?? ''] ?? 1;
      const names = all.filter((_, index) => (index + place) % every === 0);
      const claims: string[] = [];
      for (const missing of names) {
        for (const { id, state, leader } of await verdictsWithout({ folder, missing, runbook, inputs })) {
          if (state === 'settled' && leader !== scenario.expectation.leaders[id])
            claims.push(`${missing}: ${id} is ${leader}`);
        }
      }
      expect(names.length).toBeGreaterThan(1);
      expect(claims).toEqual([]);
    }, 60_000);
  },
);
