import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { NewEvent } from '../incident/events.ts';
import { openIncident } from '../incident/open-incident.ts';
import { findRunbook, nameOfRunbook } from '../runbook/find.ts';
import { loadRunbook } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import { approveCommands } from './approve-commands.ts';
import { chooseUi, isDrawn, preload, type UiFlags } from './choose-ui.ts';
import { completeInputs } from './complete-inputs.ts';
import { dryRun } from './dry-run.ts';
import { exitCodes } from './exit-codes.ts';
import { createGate } from './gate.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, runbookPlaces, thisMachine } from './machine.ts';
import { parseInputs } from './parse-inputs.ts';
import type { DryRun } from './print-dry-run.ts';
import { readTestTargets } from './test-targets.ts';
import { walk } from './walk.ts';

/** Flags of a command that walks an incident. */
export type WalkFlags = UiFlags & {
  readonly answers?: string;
  readonly output?: string;
  /** A file for the steps as test cases. */
  readonly junit?: string;
  readonly yes?: boolean;
  /** A remark to begin with: the bug report. */
  readonly remark?: string;
  readonly testTarget?: readonly string[];
  readonly dryRun?: boolean;
  /** Of a resume: results that may no longer hold are measured again; the pen is asked for; lines that cannot be read are left out. */
  readonly refresh?: boolean;
  readonly take?: boolean;
  readonly skipDamaged?: boolean;
  /** Of a resume: the folder that counts in place of the recorded one; of a run: where the exports lie. */
  readonly evidence?: string;
};

/** Flags of a command that begins an incident. */
export type RunFlags = WalkFlags & { readonly input: readonly string[] };

/** Walks a runbook on an evidence folder, or shows what that would touch. */
export async function run(name: string, flags: RunFlags, globals: Globals): Promise<void> {
  const testTargets = readTestTargets(flags);
  if (flags.dryRun === true) return dryRunOf(name, { flags, testTargets, globals });
  const ui = chooseUi(flags);
  const gate = createGate(!isDrawn(ui));
  const [runbook] = await Promise.all([
    findRunbook(name, runbookPlaces(globals)).then((file) => loadRunbook(file, checkedRunbooks(globals))),
    preload(ui, globals),
  ]);
  const answers = await readAnswers(flags.answers, runbook.runbook);
  const given = await completeInputs({ runbook: runbook.runbook, given: parseInputs(flags.input), ui, globals });
  if (given === undefined) {
    process.exitCode = exitCodes.interrupted;
    return;
  }
  const machine = thisMachine(globals.version);
  const approval = await approveCommands({ runbook, root: machine.root, ui, yes: flags.yes === true, globals });
  const incident = await openIncident({
    runbook,
    name: await nameOfRunbook({ id: runbook.runbook.id, file: runbook.file }, runbookPlaces(globals)),
    approval,
    evidence: flags.evidence,
    given,
    machine,
    testTargets,
    hold: gate.opened,
  });
  const remarks: readonly NewEvent[] = flags.remark === undefined ? [] : [{ type: 'noted', text: flags.remark }];
  process.exitCode = await walk({ incident, answers: [...remarks, ...answers], ui, flags, globals, gate });
}

/** What the run would touch. The runbook is read past the store of checked ones, which would be written. */
async function dryRunOf(
  name: string,
  of: { readonly flags: RunFlags; readonly testTargets: readonly string[]; readonly globals: Globals },
): Promise<void> {
  const { flags, testTargets, globals } = of;
  const file = await findRunbook(name, runbookPlaces(globals));
  await dryRun({
    loaded: await loadRunbook(file),
    given: parseInputs(flags.input),
    evidence: flags.evidence ?? null,
    testTargets,
    own: ownFiles({ flags, folder: path.join(thisMachine(globals.version).root, '<new>') }),
    flags,
  });
}

/** The files of causebook's own that a walk reads and writes. */
export function ownFiles(of: { readonly flags: WalkFlags; readonly folder: string }): DryRun['own'] {
  const { answers, output, junit } = of.flags;
  return [
    ...(answers === undefined ? [] : [{ what: 'file' as const, text: answers, writes: false }]),
    { what: 'file', text: `${of.folder} (journal, note, pasted texts)`, writes: true },
    ...[output, junit].flatMap((text) => (text === undefined ? [] : [{ what: 'file' as const, text, writes: true }])),
  ];
}

/** Reads an answers file, or gives none where none is named. */
export async function readAnswers(file: string | undefined, runbook: Runbook): Promise<readonly NewEvent[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      { message: missing ? 'there is no such answers file' : messageOf(cause), place: { file } },
      { cause },
    );
  });
  const { parseAnswers } = await import('../incident/answers.ts');
  return parseAnswers(text, { file, runbook });
}
