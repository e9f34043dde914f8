import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { writeWhole } from '../incident-folder.ts';
import { createHolder, type Holder, type Writer } from './pen-file.ts';
import { findHolder, nameHolder } from './take-pen.ts';

/** Somebody asks the holder of a pen to let go of it. `of` is the holder's token. */
export type PenRequest = {
  readonly id: string;
  readonly of: string;
  readonly by: Pick<Holder, 'user' | 'host' | 'pid'>;
};

/** How long the holder has to answer. It looks for requests several times a second. */
const patienceMs = 15_000;

/**
 * Asks whoever has the pen to let go of it, and resolves when nobody has it: at once when the holder has died. Throws a `UserError` when
 * the holder refuses or does not answer.
 */
export async function askForPen(
  folder: { readonly id: string; readonly path: string },
  me: Writer,
  waitMs = patienceMs,
): Promise<void> {
  const holder = await findHolder(folder.path, me);
  if (holder === undefined) return;
  const { user, host, pid } = createHolder(me);
  const request: PenRequest = { id: randomBytes(6).toString('hex'), of: holder.token, by: { user, host, pid } };
  await writeWhole(requestFile(folder.path), JSON.stringify(request));
  try {
    const started = Date.now();
    while (Date.now() - started < waitMs) {
      const now = await findHolder(folder.path, me);
      if (now === undefined || now.token !== holder.token) return;
      const refusal = await readRefusal(folder.path, request.id);
      if (refusal !== undefined)
        throw new UserError({
          message: `${nameHolder(holder)} keeps the pen of incident ${folder.id}: ${refusal}`,
          hint: `Follow it with: causebook show ${folder.id} --follow`,
        });
      await sleep(50);
    }
    throw new UserError({
      message: `${nameHolder(holder)} (process ${holder.pid}) has not let go of incident ${folder.id} within ${waitMs / 1000} s`,
      hint: 'If that causebook hangs, end it there and resume again.',
    });
  } finally {
    await rm(requestFile(folder.path), { force: true });
    await rm(refusalFile(folder.path), { force: true });
  }
}

/** What the holder of a pen is asked; undefined when nobody asks it. */
export async function readPenRequest(folder: string, holder: Holder): Promise<PenRequest | undefined> {
  const found = (await readJson(requestFile(folder))) as Partial<PenRequest> | undefined;
  return found?.of === holder.token && typeof found.id === 'string' && found.by !== undefined
    ? (found as PenRequest)
    : undefined;
}

/** Tells who asked that the pen is kept, and why. */
export async function refusePen(folder: string, request: PenRequest, why: string): Promise<void> {
  await writeWhole(refusalFile(folder), JSON.stringify({ id: request.id, why }));
}

async function readRefusal(folder: string, id: string): Promise<string | undefined> {
  const found = (await readJson(refusalFile(folder))) as { readonly id?: unknown; readonly why?: unknown } | undefined;
  return found?.id === id ? String(found.why) : undefined;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? undefined;
  } catch {
    // Not there: nobody has asked, or answered.
    return undefined;
  }
}

function requestFile(folder: string): string {
  return path.join(folder, 'pen-asked.json');
}

function refusalFile(folder: string): string {
  return path.join(folder, 'pen-refused.json');
}
