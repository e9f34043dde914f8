import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Approval, Script } from '../checks/check.ts';
import { readScript } from '../checks/script/read-script.ts';
import { type LoadedRunbook, stepsOf } from '../runbook/load.ts';
import type { Step } from '../runbook/schema.ts';
import { renderShell } from '../shell.ts';
import { approvalsFile } from './approvals-file.ts';

/** A program that a runbook runs: the command, who needs it, and all else that decides what it does, line by line, as it is written. */
export type Program = { readonly command: string; readonly for: string; readonly details: readonly string[] };

/**
 * What a runbook runs on this machine; nothing else needs to be approved. `sha256` is that of the runbook and its scripts together,
 * `approval` what a yes to exactly this is a yes to.
 */
export type Programs = {
  readonly file: string;
  readonly sha256: string;
  readonly programs: readonly Program[];
  readonly approval: Approval;
};

/** Reads what a runbook runs: the commands of its sources and steps, and its scripts, which lie beside it. */
export async function readPrograms({ runbook, file, sha256 }: LoadedRunbook): Promise<Programs> {
  const steps = stepsOf(runbook).map(({ step }) => step);
  const files = [...new Set(steps.flatMap(({ script }) => (script === undefined ? [] : [script.file])))].sort();
  const read = await Promise.all(files.map(async (one) => [one, await readScript(path.dirname(file), one)] as const));
  const scripts = Object.fromEntries(read);
  const ofSources = runbook.sources.flatMap(({ title, log }): readonly Program[] =>
    log?.command === undefined
      ? []
      : [{ command: renderShell(log.command), for: title, details: tellEnvironment(log.env) }],
  );
  return {
    file,
    sha256: files.length === 0 ? sha256 : hashAll(sha256, read),
    programs: [...ofSources, ...steps.flatMap((step) => programsOf(step, scripts))],
    approval: { scripts },
  };
}

/** Whether somebody has approved what this file runs, and nothing of it has changed since. `root` is where incidents lie. */
export async function isTrusted(root: string, { file, sha256 }: Programs): Promise<boolean> {
  return (await readTrust(root))[path.resolve(file)] === sha256;
}

/** Keeps that somebody has approved what a file runs; a change of the file or of a script of it makes it void. */
export async function trust(root: string, { file, sha256 }: Programs): Promise<void> {
  const all = { ...(await readTrust(root)), [path.resolve(file)]: sha256 };
  await mkdir(path.dirname(approvalsFile(root)), { recursive: true, mode: 0o700 });
  await writeFile(approvalsFile(root), `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
}

function programsOf({ id, command, script }: Step, scripts: Approval['scripts']): readonly Program[] {
  const who = `step ${id}`;
  if (command !== undefined) {
    const input = command.stdin === undefined ? [] : [`stdin: ${command.stdin}`];
    return [{ command: renderShell(command.run), for: who, details: [...input, ...tellEnvironment(command.env)] }];
  }
  if (script === undefined) return [];
  const details = [...tellEnvironment(script.env), ...tellScript(scripts[script.file])];
  return [{ command: `node ${script.file}`, for: who, details }];
}

function tellEnvironment(
  env: readonly string[] | { readonly [name: string]: string | null } | undefined = [],
): readonly string[] {
  const told = Array.isArray(env)
    ? env
    : Object.entries(env).map(([name, value]) => (value === null ? name : `${name}=${value}`));
  return told.length === 0 ? [] : [`env: ${told.join(', ')}`];
}

function tellScript(script: Script | undefined): readonly string[] {
  if (script === undefined) return [];
  if ('problem' in script) return [`(${script.problem})`];
  const lines = script.text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `│ ${line}`);
}

/** A script that cannot be read is a version of it too: once it can be read it is another. */
function hashAll(runbook: string, scripts: readonly (readonly [string, Script])[]): string {
  const hash = createHash('sha256').update(runbook);
  for (const [file, script] of scripts) hash.update(`\0${file}\0${'text' in script ? sha256(script.text) : ''}`);
  return hash.digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function readTrust(root: string): Promise<{ readonly [file: string]: unknown }> {
  try {
    const read: unknown = JSON.parse(await readFile(approvalsFile(root), 'utf8'));
    return typeof read === 'object' && read !== null ? (read as { readonly [file: string]: unknown }) : {};
  } catch {
    // Nobody has approved anything, or what was kept cannot be read: then it is asked again.
    return {};
  }
}
