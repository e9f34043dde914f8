import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listScenarios } from '../../src/lab/scenario.ts';
import { type Staged, stageScenario } from '../../src/lab/stage.ts';
import { type LoadedRunbook, loadRunbook } from '../../src/runbook/load.ts';
import { createProgram, type Program } from '../helpers/program.ts';
import { fileNames, verdictsWithout } from '../helpers/verdicts.ts';

const runbookFolder = fileURLToPath(new URL('../../runbooks/duplicate-registrations/', import.meta.url));
const scenarios = await listScenarios(path.join(runbookFolder, 'scenarios'));

type Expectation = { readonly leaders: Record<string, string>; readonly outcomes: Record<string, string> };

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  let folder: string;
  let staged: Staged;
  let program: Program;
  let expected: Expectation;
  let runbook: LoadedRunbook;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'causebook-evidence-'));
    staged = await stageScenario({ scenario, dir: folder });
    program = await createProgram();
    expected = parse(await readFile(path.join(runbookFolder, 'scenarios', name, 'expect.yaml'), 'utf8'));
    runbook = await loadRunbook(path.join(runbookFolder, 'runbook.yaml'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await program.remove();
  });

  it('is led to its true cause on both axes by the evidence files alone, and every check finds what it should', async () => {
    const argv = [
      'run',
      'duplicate-registrations',
      '--evidence',
      folder,
      '--input',
      `customer_id=${staged.inputs.customer_id}`,
    ];
    const { stdout, stderr, exitCode } = await program.run([...argv, '--ui', 'none', '--json']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 3 });
    const result = JSON.parse(stdout);
    const leaders = Object.fromEntries(
      result.axes.map((axis: { id: string; leader: string }) => [axis.id, axis.leader]),
    );
    expect(leaders).toEqual(expected.leaders);
    const outcomes = Object.fromEntries(
      result.steps.map((step: { id: string; outcome: string }) => [step.id, step.outcome]),
    );
    expect(outcomes).toMatchObject(expected.outcomes);
  });

  it('never settles on a wrong cause when any one file is missing', async () => {
    const names = fileNames(staged.files);
    const claims: string[] = [];
    for (const missing of names) {
      const verdicts = await verdictsWithout({ folder, missing, runbook, inputs: staged.inputs });
      for (const verdict of verdicts) {
        if (verdict.state === 'settled' && verdict.leader !== expected.leaders[verdict.id])
          claims.push(`${missing}: ${verdict.id} is ${verdict.leader}`);
      }
    }
    expect(names.length).toBeGreaterThan(6);
    expect(claims).toEqual([]);
  });
});
