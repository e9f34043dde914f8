import { createRedactor } from '../redact/redactor.ts';
import { extractInputs } from '../runbook/extract-inputs.ts';
import { type LoadedRunbook, stepsOf } from '../runbook/load.ts';
import { matchReport } from '../runbook/match-report.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import type { HomeMatch, HomeRunbook } from '../tui/home/home-data.ts';

/** A runbook as the first screen shows it. An input in the title of a step stands there by its name. */
export function describeRunbook({ runbook, file }: LoadedRunbook): HomeRunbook {
  const { id, title, symptoms, owner, reviewed } = runbook;
  const steps = stepsOf(runbook).map(({ step }) => titleOf(runbook, step));
  return { id, title, symptoms, owner, reviewed, steps, file };
}

/** The runbooks that a bug report is about, the best first, with what it says of their inputs, redacted. */
export function matchRunbooks(report: string, all: readonly LoadedRunbook[]): readonly HomeMatch[] {
  const redactor = createRedactor({ key: String(process.pid), secrets: [] });
  const matches = matchReport(
    report,
    all.map(({ runbook }) => runbook),
  );
  return matches.flatMap(({ id, found }) => {
    const loaded = all.find(({ runbook }) => runbook.id === id);
    if (loaded === undefined) return [];
    const inputs = [...extractInputs(loaded.runbook.inputs, report)].map(([input, { value, line }]) => ({
      id: input,
      value: redactor.text(value),
      line: redactor.text(line),
    }));
    return [{ runbook: describeRunbook(loaded), found, inputs }];
  });
}

function titleOf(runbook: Runbook, step: Step): string {
  const observed = runbook.observations.find(({ id }) => id === step.observes)?.text;
  const title = step.title ?? step.ask ?? step.do ?? observed ?? step.id;
  return title.replace(/\s*\n\s*/g, ' ').replace(/\$\{\{\s*inputs\.(\w+)\s*\}\}/g, '<$1>');
}
