import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Runbook } from '../runbook/schema.ts';
import { renderShell } from '../shell.ts';

/** A runbook file as it was when somebody read what it runs. */
export type TrustedRunbook = { readonly file: string; readonly sha256: string };

/** What a runbook runs on this machine, as it is written; nothing else needs to be approved. */
export function commandsOf(runbook: Runbook): readonly { readonly source: string; readonly command: string }[] {
  return runbook.sources.flatMap(({ title, log }) =>
    log?.command === undefined ? [] : [{ source: title, command: renderShell(log.command) }],
  );
}

/** Whether somebody has approved what this file runs, and it has not changed since. `root` is where incidents lie. */
export async function isTrusted(root: string, { file, sha256 }: TrustedRunbook): Promise<boolean> {
  return (await readTrust(root))[path.resolve(file)] === sha256;
}

/** Keeps that somebody has approved what a file runs; a change of the file makes it void. */
export async function trust(root: string, { file, sha256 }: TrustedRunbook): Promise<void> {
  const all = { ...(await readTrust(root)), [path.resolve(file)]: sha256 };
  await mkdir(path.dirname(fileOf(root)), { recursive: true, mode: 0o700 });
  await writeFile(fileOf(root), `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
}

function fileOf(root: string): string {
  return path.join(path.dirname(root), 'trusted-runbooks.json');
}

async function readTrust(root: string): Promise<{ readonly [file: string]: unknown }> {
  try {
    const read: unknown = JSON.parse(await readFile(fileOf(root), 'utf8'));
    return typeof read === 'object' && read !== null ? (read as { readonly [file: string]: unknown }) : {};
  } catch {
    // Nobody has approved anything, or what was kept cannot be read: then it is asked again.
    return {};
  }
}
