import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { askDraft } from '../prompt/ask-draft.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import type { Draft } from '../runbook/draft/draft.ts';
import { renderDraft } from '../runbook/draft/render-draft.ts';
import { listRunbooks } from '../runbook/find.ts';
import { parseRunbook } from '../runbook/parse.ts';
import { renderShell } from '../shell.ts';
import type { Globals } from './globals.ts';
import { runbookPlaces } from './machine.ts';
import { openPrompter } from './open-prompter.ts';
import { printLines } from './print-lines.ts';

const root = 'runbooks';

/**
 * Asks for what a first runbook needs and writes it to `./runbooks/<id>/runbook.yaml`, whole or not at all; what is there stays as it is.
 * Throws a `UserError` without a terminal, and where it cannot be written.
 */
export async function newRunbook(globals: Globals): Promise<void> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) throw noTerminal(globals);
  const draft = await ask(globals);
  if (draft === undefined) {
    process.stderr.write('causebook: nothing was written\n');
    return;
  }
  const text = renderDraft(draft);
  const file = path.join(root, draft.id, 'runbook.yaml');
  parseRunbook(text, file);
  await writeFolder(draft.id, text);
  const files = draft.logs.map((log) => log.files).join(', ');
  const command = (...argv: readonly string[]) => renderShell(['causebook', ...argv]);
  printLines([
    `Wrote ${file}. Its comments say where to add checks, weights and fixes.`,
    'Next:',
    `  ${command('lint', draft.id)}   after every change`,
    `  ${command('run', draft.id, '--evidence', 'DIR')}   walk it; in DIR lie ${files}`,
    `  ${command('test', '--init')}   make a scenario of that walk, so that the runbook stays right`,
  ]);
}

/** Undefined where the person does not want it to be written. Nothing is written before the last answer. */
async function ask(globals: Globals): Promise<Draft | undefined> {
  const prompter = await openPrompter(globals);
  try {
    prompter.print('A first runbook, in about twenty answers. Nothing is written before the last; Ctrl-C leaves.');
    const today = new Date().toISOString().slice(0, 10);
    const known = await listRunbooks(runbookPlaces(globals));
    const draft = await askDraft(prompter, { today, tellTaken: (id) => tellTaken(id, known.get(id)) });
    const message = `Write ${path.join(root, draft.id, 'runbook.yaml')}?`;
    return (await prompter.confirm({ message })) ? draft : undefined;
  } catch (cause) {
    if (cause instanceof PromptEnded) process.stderr.write('\ncausebook: nothing was written\n');
    throw cause;
  } finally {
    prompter.close();
  }
}

/** Why an id cannot be taken: `elsewhere` is the runbook that has it. Undefined where it can. */
async function tellTaken(id: string, elsewhere?: string): Promise<string | undefined> {
  const folder = path.join(root, id);
  if ((await stat(folder).catch(() => undefined)) !== undefined)
    return `${folder} is there already and stays as it is. Take another id, or change ${path.join(folder, 'runbook.yaml')} in an editor.`;
  return elsewhere === undefined
    ? undefined
    : `${elsewhere} has this id. Take another, or copy that file and change it.`;
}

/** The folder appears with all that is in it; in place of one that has come meanwhile it does not. */
async function writeFolder(id: string, text: string): Promise<void> {
  const folder = path.join(root, id);
  const draft = path.join(root, `.${id}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'runbook.yaml'), text, { flag: 'wx' });
    await rename(draft, folder);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    const { code = '' } = cause as NodeJS.ErrnoException;
    const taken = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code) ? await tellTaken(id) : undefined;
    if (taken !== undefined) throw new UserError({ message: taken }, { cause });
    throw new UserError(
      {
        message: `cannot be written: ${messageOf(cause)}`,
        place: { file: folder },
        hint: 'Go to a folder that you may write to.',
      },
      { cause },
    );
  }
}

function noTerminal({ packageRoot }: Globals): UserError {
  const example = path.join(packageRoot, 'runbooks', 'duplicate-registrations', 'runbook.yaml');
  return new UserError({
    message: 'new asks its questions on a terminal, and there is none',
    hint: `By hand: copy ${example} to runbooks/<id>/runbook.yaml, set \`id: <id>\` in it, change what differs, and check it with: causebook lint runbooks/<id>`,
  });
}
