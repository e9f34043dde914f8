import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { incidentsRoot } from '../incident/incident-folder.ts';
import type { Machine } from '../incident/open-incident.ts';
import type { Definition } from '../logs/formats/definition.ts';
import type { KnownFormats } from '../logs/formats/known-formats.ts';
import { readUserFormats } from '../logs/formats/user-formats.ts';
import type { RunbookPlaces } from '../runbook/find.ts';
import type { CheckedRunbooks } from '../runbook/load.ts';
import type { Globals } from './globals.ts';
import { zoneOfMachine } from './zone-of-machine.ts';

/** This machine, as incidents need it. */
export function thisMachine(version: string): Machine {
  return {
    root: incidentsRoot(process.env),
    env: process.env,
    now: () => new Date(),
    pid: process.pid,
    isAlive,
    birthOf,
    tool: `causebook ${version}`,
    zone: zoneOfMachine(process.env),
    formats: userFormats,
  };
}

/** Where runbooks are looked for: `./runbooks`, `$XDG_DATA_HOME/causebook/runbooks`, and those that come with causebook. */
export function runbookPlaces(globals: Pick<Globals, 'packageRoot'>): RunbookPlaces {
  const data = process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share');
  return ['runbooks', path.join(data, 'causebook', 'runbooks'), path.join(globals.packageRoot, 'runbooks')];
}

/** The formats that come with causebook and those in `$XDG_CONFIG_HOME/causebook/formats` (or `~/.config/…`). */
export async function knownFormats(): Promise<KnownFormats> {
  // Whoever only asks where things lie (a completion) does not wait for the formats.
  const { knowFormats } = await import('../logs/formats/known-formats.ts');
  return knowFormats(await userFormats());
}

/** The formats that the person wrote. */
export function userFormats(): Promise<readonly Definition[]> {
  return readUserFormats(path.join(configRoot(), 'formats'));
}

/** Where the person's own formats and theme lie: `$XDG_CONFIG_HOME/causebook`, or `~/.config/causebook`. */
export function configRoot(): string {
  return path.join(process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config'), 'causebook');
}

/** Where causebook keeps what it can make again: `$XDG_CACHE_HOME/causebook`, or `~/.cache/causebook`. */
export function cacheRoot(): string {
  const cache = process.env.XDG_CACHE_HOME;
  return path.join(
    cache !== undefined && path.isAbsolute(cache) ? cache : path.join(os.homedir(), '.cache'),
    'causebook',
  );
}

/** Where runbooks that were found good are kept; those that come with causebook were checked when it was built. */
export function checkedRunbooks(globals: Pick<Globals, 'packageRoot' | 'build'>): CheckedRunbooks {
  const own = path.join(cacheRoot(), 'runbooks');
  return {
    readFrom: [path.join(globals.packageRoot, 'dist', 'causebook', 'runbooks'), own],
    writeTo: own,
    build: globals.build,
  };
}

/** Signal 0 asks only whether the process is there; EPERM says that it is, and someone else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The boot of the machine and when the process began in it (proc(5), field 22): after a reboot its number may be that of another process. */
function birthOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    // Only Linux tells; elsewhere the number has to do.
    return undefined;
  }
}
