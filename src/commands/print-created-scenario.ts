import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { createReport } from '../report/report.ts';
import { describeUnjudged } from '../report/share-review.ts';
import { liveSteps } from '../scenario/hold-live-steps.ts';
import type { CreatedScenario } from '../scenario/init/create-scenario.ts';
import type { PastIncident } from '../scenario/init/read-past-incident.ts';
import { renderMismatch } from '../scenario/render-mismatch.ts';

/** Renders what a scenario that was made of an incident holds, what was taken out, and what only a person can judge, as lines. */
export function renderCreated(of: {
  readonly past: PastIncident;
  readonly created: CreatedScenario;
  readonly to: string;
  /** The command that runs it. */
  readonly command: string;
}): readonly string[] {
  const { past, created, to, command } = of;
  const { files, notCopied, inputsLeftOut } = created;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `Scenario of incident ${past.incident.id} in ${to}`,
    `  evidence/     ${counted(files.length, 'file')} that its checks read, ${megabytes(bytes)}`,
    ...notCopied.map(({ name, reason }) => `    not copied: ${name}: ${reason}`),
    '  answers.yaml  its answers',
    '  inputs.yaml   its inputs, without secrets',
    ...inputsLeftOut.map((id) => `    left out: ${id}, a file outside the evidence folder`),
    '  expect.yaml   what comes out of these files now',
    ...tellRedactions(past),
    ...tellLost(created, new Set(liveSteps(past.loaded.runbook))),
    ...tellForPerson(past),
    `Run it: ${command}`,
  ];
}

function tellRedactions({ redactor, unknownSecrets }: PastIncident): readonly string[] {
  const counts = Object.entries(redactor.counts()).map(([rule, count]) => `${count} × ${rule}`);
  return [
    `Redacted: ${counts.length === 0 ? 'nothing looked like a secret' : counts.join(', ')}.`,
    ...unknownSecrets.map(
      ({ id, env }) =>
        `  ${id} is not known here, so it was taken out only where it looks like a secret.${env === undefined ? '' : ` To be sure, set ${env} and make the scenario again.`}`,
    ),
  ];
}

function tellLost({ notReproduced }: CreatedScenario, live: ReadonlySet<string>): readonly string[] {
  if (notReproduced.length === 0) return ['Walked once: all that the incident found comes out of these files.'];
  const isVerdict = ({ path: [what] }: (typeof notReproduced)[number]) => what === 'leaders' || what === 'states';
  const changed = notReproduced.filter(isVerdict);
  const others = notReproduced.filter((one) => !isVerdict(one));
  const tell = (one: (typeof notReproduced)[number]) => {
    const reason = live.has(one.what) ? 'it asks a live system' : one.because[0];
    return `  ${renderMismatch(one)[0]}${reason === undefined ? '' : `: ${reason}`}`;
  };
  return [
    ...(changed.length === 0
      ? ['Walked once: the verdict is that of the incident.']
      : [
          'THE VERDICT IS NOT THAT OF THE INCIDENT: without secrets, live systems and what was redacted it comes out otherwise.',
          ...changed.map(tell),
          '  expect.yaml does not say it. Complete it by hand, or the scenario guards less than you think.',
        ]),
    ...(others.length === 0
      ? []
      : ['Not expected, because it does not come out of these files alone:', ...others.map(tell)]),
  ];
}

function tellForPerson({ state, loaded, opening }: PastIncident): readonly string[] {
  const report = createReport({ state, diagnosis: diagnoseIncident(loaded.runbook, state), runbook: loaded });
  return [
    'What a machine cannot judge: look through the files before you share them.',
    '  - whether that was the true cause: expect.yaml says what the incident said.',
    ...describeUnjudged(report).map((line) => `  - ${line}`),
    ...(opening.runbook.sha256 === loaded.sha256
      ? []
      : ['  - the runbook has changed since the incident was opened: this is what it says now.']),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
