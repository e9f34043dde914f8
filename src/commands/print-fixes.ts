import { toVisible } from '../redact/visible.ts';
import { appliedFixToJson } from '../report/json.ts';
import type { Report } from '../report/report.ts';
import { printJson } from './print-json.ts';

/** Prints the fixes that are recommended or applied, each with the step that verifies it and how that went. */
export function printFixes(report: Report, flags: { readonly json?: boolean }): void {
  const { fixes, appliedFixes, steps, parties, header } = report;
  const shown = fixes.flatMap(({ fix, recommended }) => {
    const applied = appliedFixes.find((one) => one.fix.id === fix.id);
    return recommended || applied !== undefined ? [{ fix, recommended, applied }] : [];
  });
  if (flags.json === true) {
    printJson(
      shown.map(({ fix, recommended, applied }) => ({
        fix: fix.id,
        title: fix.title,
        party: fix.party,
        recommended,
        verify: fix.verify ?? null,
        applied: applied === undefined ? null : appliedFixToJson(applied),
      })),
    );
    return;
  }
  const lines = shown.flatMap(({ fix, applied }) => {
    const step = steps.find(({ id }) => id === fix.verify);
    const party = parties.find(({ id }) => id === fix.party)?.name ?? fix.party;
    const by =
      step === undefined
        ? 'nothing verifies it'
        : `verified by ${step.id}${step.title === step.id ? '' : `: ${step.title}`}`;
    return [
      `${fix.id}: ${fix.title} (${party})`,
      `  ${by}`,
      ...(applied === undefined
        ? []
        : [`  applied: ${applied.state}${applied.because === undefined ? '' : `: ${applied.because}`}`]),
    ];
  });
  const end = `After one was applied: causebook verify ${header.incident ?? 'INCIDENT'} FIX --applied-at TIME --applied-by WHO`;
  const all = shown.length === 0 ? ['No fix is recommended on what is known.'] : [...lines, '', end];
  process.stdout.write(`${all.map(toVisible).join('\n')}\n`);
}
