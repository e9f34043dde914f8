import path from 'node:path';
import type { JunitCase, JunitSuite } from '../report/junit.ts';
import { renderMismatch } from './render-mismatch.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** Scenarios as JUnit suites: one of each runbook, with a test case of each scenario. */
export function scenarioSuites(results: readonly ScenarioResult[]): readonly JunitSuite[] {
  const suiteOf = ({ scenario }: ScenarioResult) =>
    scenario.name.includes('/') ? path.dirname(scenario.name) : 'scenarios';
  return [...new Set(results.map(suiteOf))].map((name) => ({
    name,
    cases: results.filter((result) => suiteOf(result) === name).map(toCase),
  }));
}

function toCase(result: ScenarioResult): JunitCase {
  const about = { name: path.basename(result.scenario.name), seconds: result.durationMs / 1000 };
  switch (result.status) {
    case 'ok':
      return { ...about, outcome: 'passed', message: '' };
    case 'failed': {
      const [first, ...others] = result.mismatches.map((one) => renderMismatch(one)[0] ?? '');
      const message = `${first ?? ''}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
      return { ...about, outcome: 'failed', message, text: result.mismatches.flatMap(renderMismatch).join('\n') };
    }
    case 'broken': {
      const text = result.problem.message;
      return { ...about, outcome: 'error', message: text.split('\n')[0] ?? '', text };
    }
  }
}
