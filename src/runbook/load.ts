import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { getBuiltinModule } from 'node:process';
import { messageOf, UserError } from '../errors.ts';
import type { LoadedRunbook } from './parse.ts';
import type { Runbook, Step } from './schema.ts';

export type { LoadedRunbook } from './parse.ts';

/**
 * Where runbooks that have been found good are kept as JSON, by the sha256 of their text and by the `build` that found
 * them good: reading YAML with positions and checking every expression costs more than the rest of a start.
 */
export type CheckedRunbooks = {
  readonly readFrom: readonly string[];
  readonly writeTo: string;
  readonly build: string;
};

/** Loads a runbook; throws a `UserError` with everything that is wrong at file:line:col. */
export async function loadRunbook(file: string, checked?: CheckedRunbooks): Promise<LoadedRunbook> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      { message: missing ? 'there is no such runbook file' : messageOf(cause), place: { file } },
      { cause },
    );
  });
  const sha256 = crypto().createHash('sha256').update(text).digest('hex');
  const known = checked === undefined ? undefined : await readChecked(checked, sha256);
  if (known !== undefined) return { runbook: known, file, sha256 };
  const { parseRunbook } = await import('./parse.ts');
  const loaded = parseRunbook(text, file);
  if (checked !== undefined) await writeChecked(checked, loaded);
  return loaded;
}

/** The steps of all phases in order, each with its phase. */
export function stepsOf(runbook: Runbook): readonly { readonly phase: string; readonly step: Step }[] {
  return runbook.phases.flatMap((phase) => phase.steps.map((step) => ({ phase: phase.id, step })));
}

// Every command would wait for it, and only a few read runbooks.
function crypto(): typeof import('node:crypto') {
  return getBuiltinModule('node:crypto');
}

async function readChecked({ readFrom, build }: CheckedRunbooks, sha256: string): Promise<Runbook | undefined> {
  for (const folder of readFrom) {
    try {
      return JSON.parse(await readFile(fileOf({ folder, build, sha256 }), 'utf8')) as Runbook;
    } catch {
      // Not there, or cut short by a crash: the runbook itself is read.
    }
  }
  return undefined;
}

// Only a shortcut for the next start: that it cannot be written is nobody's trouble.
async function writeChecked({ writeTo, build }: CheckedRunbooks, { runbook, sha256 }: LoadedRunbook): Promise<void> {
  const file = fileOf({ folder: writeTo, build, sha256 });
  const draft = `${file}.${crypto().randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(writeTo, { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(runbook), { mode: 0o600 });
    await rename(draft, file);
  } catch {
    // The runbook is loaded all the same.
  }
}

function fileOf({
  folder,
  build,
  sha256,
}: {
  readonly folder: string;
  readonly build: string;
  readonly sha256: string;
}): string {
  return path.join(folder, `${sha256}-${build}.json`);
}
