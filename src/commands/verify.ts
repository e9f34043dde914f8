import { suggest, UserError } from '../errors.ts';
import { bindingsOf } from '../incident/bindings.ts';
import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { findIncidentFolder, type IncidentFolder, writeWhole } from '../incident/incident-folder.ts';
import { openPast } from '../incident/open-past.ts';
import { verifyFix } from '../incident/verify-fix.ts';
import { toVisible } from '../redact/visible.ts';
import type { AppliedFixReport, FixState } from '../report/applied-fixes.ts';
import { instant } from '../report/instant.ts';
import { appliedFixToJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { createReport, type Report } from '../report/report.ts';
import { loadRunbook } from '../runbook/load.ts';
import { approveCommands } from './approve-commands.ts';
import { askVerification } from './ask-verification.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { confirmWrites } from './confirm-writes.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { parseInputs } from './parse-inputs.ts';
import { printFixes } from './print-fixes.ts';
import { printJson } from './print-json.ts';
import { readIncident } from './read-incident.ts';

/** Flags of `verify`. `choice` and `text` answer a question, or say what was seen after an action. */
export type VerifyFlags = {
  readonly appliedBy?: string;
  readonly appliedAt?: string;
  readonly choice?: string;
  readonly text?: string;
  readonly by?: string;
  readonly input: readonly string[];
  readonly evidence?: string;
  readonly yes?: boolean;
  readonly confirmWrites?: boolean;
  readonly json?: boolean;
};

/**
 * Records that a fix was applied and makes its check again; without a fix, lists those that are recommended or applied. One argument is
 * an incident where it looks like one, else a fix of the newest incident.
 */
export async function verify(
  first: string | undefined,
  second: string | undefined,
  flags: VerifyFlags,
  globals: Globals,
): Promise<void> {
  const isFix = second === undefined && first !== undefined && !/^\d{8}/.test(first);
  const [incident, fix] = isFix ? [undefined, first] : [first, second];
  if (fix === undefined) return printFixes(await readIncident(incident, globals), flags);
  const home = await findIncidentFolder(thisMachine(globals.version).root, incident);
  const { signal, release } = cancelOnInterrupt();
  try {
    const report = await verifyOne(home, { fix, flags, globals, signal });
    const applied = report.appliedFixes.find((one) => one.fix.id === fix);
    if (applied === undefined) throw new Error(`fix ${fix} was applied and is not in the report`);
    flags.json === true ? printJson(appliedFixToJson(applied)) : process.stdout.write(renderApplied(applied));
    process.exitCode = codes[applied.state];
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.stderr.write('causebook: interrupted; the fix counts as applied and not verified\n');
    process.exitCode = exitCodes.interrupted;
  } finally {
    release();
  }
}

const codes: { readonly [S in FixState]: number } = {
  verified: exitCodes.pass,
  'not fixed': exitCodes.found,
  'changed, not verified': exitCodes.warnings,
  'not verified': exitCodes.inconclusive,
};

async function verifyOne(
  home: IncidentFolder,
  of: {
    readonly fix: string;
    readonly flags: VerifyFlags;
    readonly globals: Globals;
    readonly signal: AbortSignal;
  },
): Promise<Report> {
  const { fix, flags, globals, signal } = of;
  const machine = thisMachine(globals.version);
  const applied = readApplied(flags, machine.now());
  const past = await openPast({
    home,
    machine,
    load: (file) => loadRunbook(file, checkedRunbooks(globals)),
    approve: (runbook) =>
      approveCommands({ runbook, root: machine.root, ui: 'none', yes: flags.yes === true, globals }),
    given: parseInputs(flags.input),
    evidence: flags.evidence,
  });
  try {
    const { fixes, parties } = past.runbook.runbook;
    assertVerifiable(fixes, fix);
    await verifyFix({
      past,
      fix,
      applied,
      ask: (step) =>
        askVerification(step, { flags, parties, bindings: bindingsOf(past.runbook.runbook, past.state()), globals }),
      confirm: (preview) =>
        confirmWrites({ preview, flag: { name: '--confirm-writes', isGiven: flags.confirmWrites === true } }),
      signal,
    });
    const state = past.state();
    const diagnosis = diagnoseIncident(past.runbook.runbook, state);
    const report = createReport({ state, diagnosis, runbook: past.runbook });
    await writeWhole(home.note, renderMarkdown(report));
    return report;
  } finally {
    await past.close();
  }
}

function assertVerifiable(
  fixes: readonly { readonly id: string; readonly verify?: string | undefined }[],
  id: string,
): void {
  const fix = fixes.find((one) => one.id === id);
  if (fix === undefined) {
    const all = fixes.map((one) => one.id);
    throw new UserError({
      message: `there is no fix "${id}"`,
      hint: suggest(id, all) ?? `There are ${all.join(', ')}.`,
    });
  }
  if (fix.verify !== undefined) return;
  const verified = fixes.flatMap((one) => (one.verify === undefined ? [] : [one.id]));
  const hint = verified.length === 0 ? 'No fix of it does.' : `Those that do are ${verified.join(', ')}.`;
  throw new UserError({ message: `fix "${id}" names no step that verifies it`, hint });
}

/** Undefined where nothing is said of it now. */
function readApplied(
  { appliedAt: text, appliedBy: by }: VerifyFlags,
  now: Date,
): { readonly appliedAt?: string; readonly by?: string } | undefined {
  if (text === undefined) return by === undefined ? undefined : { by };
  const appliedAt = instant(text);
  if (appliedAt === undefined || !/^\d{4}-/.test(text.trim()))
    throw new UserError({
      message: `--applied-at "${text}" is not a time`,
      hint: 'Write for example 2026-05-12T10:30:00Z; without a zone it is UTC.',
    });
  if (Date.parse(appliedAt) > now.getTime())
    throw new UserError({ message: `--applied-at "${text}" lies in the future` });
  return { appliedAt, ...(by === undefined ? {} : { by }) };
}

function renderApplied({ fix, state, because, verified }: AppliedFixReport): string {
  const last = verified.at(-1);
  const hasRead = last !== undefined && last.window !== null && last.after.status !== 'blocked';
  const since = hasRead ? ` (what was logged since ${new Date(last.window.fromMs).toISOString()})` : '';
  const lines = [
    `${state}: ${fix.title}${because === undefined ? '' : `: ${because}`}`,
    ...(last === undefined
      ? []
      : [
          `  before  ${last.before === null ? 'not recorded' : `${last.before.status}: ${last.before.say}`}`,
          `  after   ${last.after.status}: ${last.after.say}${since}`,
          ...(last.after.command === null ? [] : [`  $ ${last.after.command}`]),
        ]),
  ];
  return `${lines.map(toVisible).join('\n')}\n`;
}
