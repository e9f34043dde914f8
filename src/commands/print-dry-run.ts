import type { Touch } from '../checks/check.ts';
import type { StepPreview } from '../incident/preview-step.ts';
import { toVisible } from '../redact/visible.ts';
import type { Step } from '../runbook/schema.ts';
import { printJson } from './print-json.ts';
import { renderPreview } from './render-preview.ts';

/** A check step in a dry run. `runs`: by itself, only after a yes, or not as things stand. */
export type DryStep = {
  readonly step: string;
  readonly phase: string;
  readonly kind: string;
  readonly risk: Step['risk'];
  readonly runs: 'by-itself' | 'after-yes' | 'no';
  readonly preview: StepPreview;
};

/** What a run would touch, for printing. `own` are causebook's own files. */
export type DryRun = {
  readonly runbook: { readonly id: string; readonly title: string; readonly sha256: string };
  readonly evidence: string | null;
  readonly testTargets: readonly string[];
  readonly steps: readonly DryStep[];
  readonly own: readonly Touch[];
};

/** Prints what a run would touch, as text or as JSON. */
export function printDryRun(dry: DryRun, flags: { readonly json?: boolean }): void {
  if (flags.json === true) printJson(toJson(dry));
  else process.stdout.write(`${renderDryRun(dry).map(toVisible).join('\n')}\n`);
}

function renderDryRun(dry: DryRun): readonly string[] {
  const phases = [...new Set(dry.steps.map(({ phase }) => phase))];
  return [
    `Dry run of ${dry.runbook.id}: nothing was touched, no incident was opened.`,
    `Evidence folder: ${dry.evidence ?? 'none given'}`,
    ...(dry.testTargets.length === 0 ? [] : [`Test targets: ${dry.testTargets.join(', ')}`]),
    ...phases.flatMap((phase) => ['', phase, ...dry.steps.filter((one) => one.phase === phase).flatMap(renderStep)]),
    '',
    ...summaryOf(dry),
  ];
}

/** Prints what one check by hand would touch. */
export function printDryRunOfCheck(
  of: { readonly kind: string; readonly preview: StepPreview },
  flags: { readonly json?: boolean | undefined },
): void {
  const { kind, preview } = of;
  const lines = renderPreview(preview).map((line) => `  ${line}\n`);
  if (flags.json === true) printJson({ dry_run: true, kind, ...toPreviewJson(preview) });
  else process.stdout.write(`check ${kind} would touch this; nothing was touched:\n${lines.join('')}`);
}

const words = { 'by-itself': 'runs by itself', 'after-yes': 'RUNS ONLY AFTER A YES', no: 'does not run' } as const;

function renderStep({ step, kind, runs, preview }: DryStep): readonly string[] {
  return [`  ${step} (${kind}): ${words[runs]}`, ...renderPreview(preview).map((line) => `    ${line}`)];
}

function summaryOf({ steps, own }: DryRun): readonly string[] {
  const touches = steps.filter(({ runs }) => runs !== 'no').flatMap(({ preview }) => preview.touches);
  const different = (what: Touch['what']) =>
    new Set(touches.filter((one) => one.what === what).map(({ text }) => text)).size;
  const runs = (how: DryStep['runs']) => steps.filter((one) => one.runs === how).length;
  const commands = different('command');
  return [
    `${runs('by-itself')} checks run by themselves, ${runs('after-yes')} only after a yes, ${runs('no')} do not run as things stand.`,
    `Together: ${different('file')} files or patterns of files, ${commands} commands${commands === 0 ? '' : ' (only once they are approved)'}, ${different('request')} different requests, ${different('connection')} connections, ${different('query')} queries.`,
    ...own.map(({ text, writes }) => `causebook itself would ${writes ? 'write' : 'read'} ${text}`),
  ];
}

function toJson({ runbook, evidence, testTargets, steps, own }: DryRun): object {
  return {
    version: 1,
    dry_run: true,
    runbook,
    evidence,
    test_targets: testTargets,
    steps: steps.map(({ preview, ...step }) => ({ ...step, ...toPreviewJson(preview) })),
    own,
  };
}

function toPreviewJson({ status, reason, unblock, touches }: StepPreview): object {
  return { status, reason: reason ?? null, unblock: unblock ?? null, touches };
}
