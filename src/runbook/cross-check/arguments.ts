import type { Runbook } from '../schema.ts';
import { namesInput } from '../templates.ts';
import type { Path, Report } from './report.ts';

/** No secret input stands in an argument of a program, which everybody on the machine can read, nor among the inputs of a script. */
export function checkArguments(runbook: Runbook, report: Report): void {
  const secrets = runbook.inputs.filter(({ secret }) => secret).map(({ id }) => id);
  const check = (value: unknown, path: Path, where: string) => {
    for (const id of secrets.filter((one) => namesInput(value, one)))
      report({
        path,
        message: `secret input "${id}" ${where}`,
        hint: `Give it as a variable: \`env: {${id.replaceAll('-', '_').toUpperCase()}: "\${{ inputs.${id} }}"}\`.`,
      });
  };
  const visible = 'would stand in the process list, for everybody on this machine to read';
  for (const [s, { log }] of runbook.sources.entries()) {
    for (const [i, word] of (log?.command ?? []).entries()) check(word, ['sources', s, 'log', 'command', i], visible);
  }
  for (const [p, phase] of runbook.phases.entries()) {
    for (const [s, { command, script }] of phase.steps.entries()) {
      const path = ['phases', p, 'steps', s];
      for (const [i, word] of (command?.run ?? []).entries()) check(word, [...path, 'command', 'run', i], visible);
      for (const [name, value] of Object.entries(script?.inputs ?? {}))
        check(value, [...path, 'script', 'inputs', name], 'is given to a script as a plain input, which it may print');
    }
  }
}
