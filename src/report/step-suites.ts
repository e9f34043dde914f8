import type { JunitCase, JunitSuite } from './junit.ts';
import type { Report } from './report.ts';
import type { StepReport } from './steps.ts';

/** An incident as JUnit suites: one of each phase, with a test case of each step. What nobody has done or could do is skipped. */
export function stepSuites({ header, steps }: Report): readonly JunitSuite[] {
  return [...new Set(steps.map(({ phase }) => phase))].map((phase) => ({
    name: `${header.runbook.id}.${phase}`,
    cases: steps.filter((step) => step.phase === phase).map(toCase),
  }));
}

function toCase(step: StepReport): JunitCase {
  const { id, say, status, evidence, command, durationMs } = step;
  const lines = [
    say,
    ...evidence.map(({ source, line, text }) => `${source}${line === undefined ? '' : `:${line}`}: ${text}`),
    ...(command === null ? [] : [`Again: ${command}`]),
  ];
  const about = { name: id, seconds: (durationMs ?? 0) / 1000, message: say, text: lines.join('\n') };
  switch (status) {
    case 'pass':
    case 'warn':
      return { ...about, outcome: 'passed' };
    case 'fail':
      return { ...about, outcome: 'failed' };
    case 'error':
      return { ...about, outcome: 'error' };
    case 'skipped':
    case 'blocked':
    case 'not-applicable':
    case 'waiting':
    case 'pending':
    case 'running':
    case 'interrupted':
      return { ...about, outcome: 'skipped', message: `${status}: ${say}` };
  }
}
