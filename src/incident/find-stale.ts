import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import type { CheckResult, StaleStep } from './events.ts';
import { movedAt } from './evidence-of.ts';
import { listGone } from './gone-files.ts';
import { stepOf } from './misfits.ts';
import { sourcesOf } from './paste/readers.ts';
import type { StepPreview } from './preview-step.ts';
import type { IncidentState } from './state.ts';

/** What a server, a database or a command said stays good for so long. */
const freshMs = 30 * 60_000;

/**
 * Finds the results of checks that only read and that may no longer hold: those of something live (a server, a database, a log store, a
 * command) that are older than half an hour, those of files that have gone or changed since, and those of steps that the runbook has
 * changed. `before` is the runbook they were measured with, where that is known and another one; `folder` is the evidence with what was
 * pasted; `when` says when it is looked, as in "before the walk went on".
 */
export async function findStale(of: {
  readonly runbook: Runbook;
  readonly before: Runbook | undefined;
  readonly state: IncidentState;
  readonly preview: (step: Step) => Promise<Pick<StepPreview, 'touches'>>;
  readonly folder: EvidenceFolder;
  readonly now: Date;
  readonly when: string;
}): Promise<readonly StaleStep[]> {
  const found = stepsOf(of.runbook).map(async ({ step }): Promise<readonly StaleStep[]> => {
    const known = of.state.steps.get(step.id);
    if (step.risk === 'write' || known?.result === undefined || known.stale !== undefined) return [];
    if (!isOver.has(known.status)) return [];
    const why = await whyStale(step, known.result, of);
    return why === undefined ? [] : [{ step: step.id, why }];
  });
  return (await Promise.all(found)).flat();
}

const isOver: ReadonlySet<string> = new Set(['pass', 'warn', 'fail', 'error', 'blocked']);

async function whyStale(
  step: Step,
  result: CheckResult,
  of: Parameters<typeof findStale>[0],
): Promise<string | undefined> {
  if (of.before !== undefined && hasChanged(step, of.runbook, of.before))
    return 'the runbook has changed this step since';
  const { touches } = await of.preview(step);
  const measured = Date.parse(result.startedAt);
  const age = of.now.getTime() - measured;
  if (age >= freshMs && touches.some(({ what }) => what !== 'file')) return `measured ${renderAge(age)} ${of.when}`;
  const files = touches.flatMap(({ what, text }) => (what === 'file' ? [text] : []));
  const moved = movedAt(of.state.events);
  if (files.length > 0 && moved !== undefined && Date.parse(moved) > measured)
    return 'the evidence folder is another one since';
  const { runbook, folder, state } = of;
  const gone = await listGone({ step, result, touches, runbook, folder, pasted: state.pasted });
  if (gone.length > 0) return `${renderNames(gone)} ${gone.length === 1 ? 'has' : 'have'} gone since`;
  const changed = await firstChanged(files, of, measured);
  return changed === undefined ? undefined : `${changed} has changed since`;
}

/** Whether a step, or a source that it reads, is written otherwise than before. */
function hasChanged(step: Step, runbook: Runbook, before: Runbook): boolean {
  const old = stepOf(before, step.id);
  return old !== undefined && written(old, before) !== written(step, runbook);
}

function written(step: Step, runbook: Runbook): string {
  const text = JSON.stringify(step);
  const named = runbook.sources.filter(({ id }) => text.includes(JSON.stringify(id)));
  return JSON.stringify([step, named, sourcesOf(runbook, step)]);
}

/**
 * A file that was written, or put in its place, after an instant. A copy may keep the time of what it was copied from, so both times count.
 * What was pasted is written once, and what reads it has run after that.
 */
async function firstChanged(
  names: readonly string[],
  { folder, state }: { readonly folder: EvidenceFolder; readonly state: IncidentState },
  sinceMs: number,
): Promise<string | undefined> {
  const files = await Promise.all(
    names.map(async (name) => (path.isAbsolute(name) ? [{ path: name, name }] : folder.files(name).catch(() => []))),
  );
  const isPasted = (name: string) => state.pasted.some(({ file }) => file === name);
  for (const { path: file, name } of files.flat().filter((found) => !isPasted(found.name))) {
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && Math.max(found.mtimeMs, found.ctimeMs) > sinceMs) return name;
  }
  return undefined;
}

const mostNamed = 2;

function renderNames(names: readonly string[]): string {
  if (names.length > mostNamed) return `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
  return names.join(' and ');
}

function renderAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
