import { extractInputs } from '../runbook/extract-inputs.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Globals } from './globals.ts';
import { type RunFlags, run } from './run.ts';

const maxRemark = 2000;

/** Walks the runbook of a bug report: with the inputs that the report says, after those that were given, and the report as a remark. */
export async function runReport(
  { runbook, file }: LoadedRunbook,
  report: string,
  of: { readonly flags: RunFlags; readonly globals: Globals },
): Promise<void> {
  const { flags, globals } = of;
  const inputs = [...extractInputs(runbook.inputs, report)].map(([id, { value }]) => `${id}=${value}`);
  const given = new Set(flags.input.map((one) => one.split('=')[0]));
  const input = [...flags.input, ...inputs.filter((one) => !given.has(one.split('=')[0]))];
  const text = report.trim();
  const remark = `The bug report: ${text.length > maxRemark ? `${text.slice(0, maxRemark)} …` : text}`;
  await run(file, { ...flags, input, remark }, globals);
}
