import { mayChange } from '../../checks/http/method.ts';
import type { Step } from '../schema.ts';
import type { Path, Report } from './report.ts';

/** A request that may change something waits for a yes: its step says `risk: write`, or why it need not. */
export function checkRisk(options: { readonly step: Step; readonly path: Path; readonly report: Report }): void {
  const { step, path, report } = options;
  if (step.http === undefined || step.risk === 'write' || !mayChange(step.http)) return;
  report({
    path: [...path, 'http'],
    message: `step "${step.id}" sends a request that may change something, and is not marked so`,
    hint: 'Give the step `risk: write`; or, where the request only reads, `safe: true` beside its method.',
  });
}
