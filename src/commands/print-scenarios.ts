import { renderProblem } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { renderMismatch } from '../scenario/render-mismatch.ts';
import type { ScenarioResult } from '../scenario/run-scenario.ts';

const words = { ok: 'ok', failed: 'FAILED', broken: 'BROKEN' } as const;
const colors = { ok: 32, failed: 31, broken: 33 } as const;

/** Renders a scenario's result as a line, and under one that is not ok what is wrong with it. */
export function renderScenario(
  result: ScenarioResult,
  options: { readonly width: number; readonly color: boolean },
): string {
  const word = words[result.status].padEnd(6);
  const shown = options.color ? `\u001b[${colors[result.status]}m${word}\u001b[39m` : word;
  const name = toVisible(result.scenario.name).padEnd(options.width);
  const lines = linesOf(result).map((line) => `        ${toVisible(line)}\n`);
  return `${shown}  ${name}  ${seconds(result.durationMs)}\n${lines.join('')}`;
}

/** Renders how many scenarios came out how. */
export function renderTotals(results: readonly ScenarioResult[], durationMs: number): string {
  const counts = (['ok', 'failed', 'broken'] as const).flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const scenarios = results.length === 1 ? 'scenario' : 'scenarios';
  return `${results.length} ${scenarios}: ${counts.join(', ')} (${seconds(durationMs)})\n`;
}

/** The results as the JSON that scripts depend on, version 1. */
export function scenariosToJson(results: readonly ScenarioResult[]): object {
  const count = (status: ScenarioResult['status']) => results.filter((result) => result.status === status).length;
  return {
    version: 1,
    ok: count('ok'),
    failed: count('failed'),
    broken: count('broken'),
    scenarios: results.map((result) => ({
      scenario: result.scenario.name,
      folder: result.scenario.folder,
      status: result.status,
      duration_ms: result.durationMs,
      ...(result.status === 'broken'
        ? { problems: result.problem.problems }
        : {
            axes: result.report.axes.map(({ id, state, leader }) => ({ id, state, leader })),
            mismatches: result.mismatches,
          }),
    })),
  };
}

function linesOf(result: ScenarioResult): readonly string[] {
  return result.status === 'broken'
    ? result.problem.problems.map(renderProblem)
    : result.mismatches.flatMap(renderMismatch);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
