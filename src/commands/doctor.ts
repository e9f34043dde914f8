import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { approvalsFile } from '../incident/approvals-file.ts';
import { incidentsRoot } from '../incident/incident-folder.ts';
import type { Definition } from '../logs/formats/definition.ts';
import { isNumbered } from './choose-ui.ts';
import { judgeApprovals } from './doctor/approvals.ts';
import { judgeClock } from './doctor/clock.ts';
import type { Finding } from './doctor/finding.ts';
import { judgeFolder } from './doctor/folders.ts';
import { judgeNode } from './doctor/node.ts';
import { judgeOwnFiles } from './doctor/own-files.ts';
import { renderFindings } from './doctor/render-findings.ts';
import { judgeScreen } from './doctor/screen.ts';
import { createSections, type Section } from './doctor/sections.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { cacheRoot, checkedRunbooks, configRoot, runbookPlaces, userFormats } from './machine.ts';
import { printJson } from './print-json.ts';
import { zoneOfMachine } from './zone-of-machine.ts';

/**
 * Tells whether this machine has what causebook and the runbooks on it need, and what to do where it has not. No network is touched and
 * nothing of a runbook runs. The exit code is 3 where something is missing that checks need, 4 where there are only warnings.
 */
export async function doctor(flags: { readonly json?: boolean }, globals: Globals): Promise<void> {
  const { section, isLate } = createSections();
  const findings = await examine(globals, section);
  const status =
    (['fail', 'warn'] as const).find((one) => findings.some((finding) => finding.status === one)) ?? 'pass';
  if (flags.json === true) printJson({ version: 1, causebook: globals.version, status, findings });
  else {
    const { columns = Number.POSITIVE_INFINITY } = process.stdout;
    process.stdout.write(renderFindings(findings, { color: globals.color, columns }));
  }
  process.exitCode = { pass: exitCodes.pass, warn: exitCodes.warnings, fail: exitCodes.found }[status];
  // A file that has not answered would hold up the end.
  if (isLate()) process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'));
}

/** What needs the code of checks is loaded by itself: where a package of that is missing, all else is still told. */
async function examine(globals: Globals, section: Section): Promise<readonly Finding[]> {
  const { env, version } = process;
  const state = path.dirname(incidentsRoot(env));
  const config = configRoot();
  const sections = [
    section('node', async () => [judgeNode(version)]),
    section('terminal', async () => judgeScreen(terminalFacts(globals))),
    section('folders', () =>
      Promise.all([
        judgeFolder({
          id: 'state',
          path: state,
          holds: 'incidents',
          need: 'fail',
          advice: 'Make it yours to write, or set XDG_STATE_HOME to a folder that is.',
        }),
        judgeFolder({
          id: 'cache',
          path: cacheRoot(),
          holds: 'what can be made again',
          need: 'warn',
          advice: 'Make it yours to write, or set XDG_CACHE_HOME: without it starts are slower and there is no demo.',
        }),
        judgeFolder({
          id: 'scratch',
          path: tmpdir(),
          holds: 'what does not fit in memory',
          need: 'fail',
          advice: 'Set TMPDIR to a folder that can be written: checks of logs and commands need it.',
        }),
        judgeFolder({ id: 'config', path: config, holds: 'your formats and theme', advice: 'Make it yours to read.' }),
      ]),
    ),
    section('approvals', async () => [await judgeApprovals(approvalsFile(incidentsRoot(env)))]),
    section('engines', async () => (await import('./doctor/engines.ts')).judgeEngines()),
    section('runbooks', async () => {
      const { judgeRunbooks } = await import('./doctor/runbooks.ts');
      const { findings, runbooks } = await judgeRunbooks(runbookPlaces(globals), checkedRunbooks(globals));
      return [...findings, ...(await (await import('./doctor/programs.ts')).judgePrograms(runbooks, env))];
    }),
    section('formats', async () => [
      await judgeOwnFiles({
        id: 'formats',
        read: async () => tellFormats(await userFormats()),
        otherwise: 'fail',
        advice: `Put it right, or out of ${path.join(config, 'formats')}: until then nothing that reads logs starts.`,
      }),
    ]),
    section('theme', async () => [
      await judgeOwnFiles({
        id: 'theme',
        read: () => tellTheme(globals),
        otherwise: 'warn',
        advice: 'Put it right: until then the screen does not open (--ui plain does).',
      }),
    ]),
    section('clock', async () => {
      const { mtime } = await stat(path.join(globals.packageRoot, 'package.json'));
      return [judgeClock({ now: new Date(), zone: zoneOfMachine(env), written: mtime })];
    }),
  ];
  return (await Promise.all(sections)).flat();
}

function terminalFacts({ color }: Globals) {
  const { env, stdin, stdout } = process;
  const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
  return {
    size: isTerminal ? { columns: stdout.columns, rows: stdout.rows } : undefined,
    isNumbered: isNumbered(),
    env,
    depth: isTerminal ? stdout.getColorDepth(env) : 1,
    isColourWanted: color,
  };
}

async function tellFormats(own: readonly Definition[]): Promise<string> {
  if (own.length === 0) return 'those that come with causebook, none of your own';
  const { builtInFormats } = await import('../logs/formats/formats.ts');
  const isReplaced = (id: string) => builtInFormats.some((one) => one.id === id);
  const names = own.map(({ id }) =>
    isReplaced(id) ? `${id} (in the place of the one that comes with causebook)` : id,
  );
  return `those that come with causebook, and ${own.length} of your own: ${names.join(', ')}`;
}

async function tellTheme(globals: Globals): Promise<string> {
  const { readLooks, themeFile } = await import('./read-colouring.ts');
  await readLooks(globals.theme);
  const named = globals.theme ?? process.env.CAUSEBOOK_THEME ?? '';
  if (named !== '') return named;
  return stat(themeFile()).then(themeFile, () => 'default');
}
