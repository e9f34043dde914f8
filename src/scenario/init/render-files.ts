import { stringify } from 'yaml';
import type { IncidentState, StepState } from '../../incident/state.ts';
import { toVisible } from '../../redact/visible.ts';
import type { Runbook } from '../../runbook/schema.ts';
import type { Mismatch } from '../compare.ts';
import type { Expectation } from '../expectation.ts';
import { renderMismatch } from '../render-mismatch.ts';

/** Renders the answers and setbacks of an incident as an `answers.yaml`. What was undone is no part of its state. */
export function renderAnswers(state: IncidentState, runbook: Runbook): string {
  const answers = [...state.steps.values()].flatMap((step) => toAnswer(step, runbook));
  return `# What the parties said in this incident.\n${render({ answers })}`;
}

function toAnswer(step: StepState, runbook: Runbook): readonly object[] {
  const { id, status, answer, setback } = step;
  const written = runbook.phases.flatMap(({ steps }) => steps).find((one) => one.id === id);
  const party = runbook.parties.find((one) => one.id === written?.party)?.name;
  if (setback !== undefined && ['waiting', 'blocked', 'skipped'].includes(status)) {
    const { as, reason, from } = setback;
    return [
      {
        step: id,
        as,
        ...(reason === undefined ? {} : { reason }),
        ...(from === undefined || from === party ? {} : { by: from }),
      },
    ];
  }
  if (answer === undefined) return [];
  const { choice, text, by, quality } = answer;
  return [
    {
      step: id,
      ...(choice === undefined ? { text: text ?? 'done' } : { choice, ...(text === undefined ? {} : { text }) }),
      ...(by === undefined || by === party ? {} : { by }),
      sure: quality,
    },
  ];
}

/** Renders inputs as an `inputs.yaml`. */
export function renderInputs(inputs: { readonly [id: string]: string }): string {
  return `# The inputs of this incident; secrets are left out.\n${render(inputs)}`;
}

/** Renders an expectation as an `expect.yaml`, with what the incident had and this folder cannot show as comments. */
export function renderExpectation(of: {
  readonly expectation: Expectation;
  readonly incident: string;
  readonly notReproduced: readonly Mismatch[];
}): string {
  const { expectation, incident, notReproduced } = of;
  const { runbook, leaders, states, outcomes, fixes } = expectation;
  const lost = notReproduced.map(
    ({ what, expected, found }) => `${renderMismatch({ path: [], what, expected, found, because: [] })[0]}`,
  );
  return [
    `# Where incident ${incident} stood when this was made. Whether that was the true cause, a person must say.`,
    ...(lost.length === 0 ? [] : ['# Not expected, because it does not come out of these files alone:']),
    ...lost.map((line) => `#   ${toVisible(line)}`),
    render({
      ...(runbook === undefined ? {} : { runbook }),
      leaders,
      states,
      outcomes,
      ...(fixes.recommended.length === 0 ? {} : { fixes: { recommended: fixes.recommended } }),
    }),
  ].join('\n');
}

// Written as YAML 1.1 would need it: "no" and "yes" stay texts for whatever reads the file.
function render(value: object): string {
  return stringify(value, { lineWidth: 120, version: '1.1' });
}
