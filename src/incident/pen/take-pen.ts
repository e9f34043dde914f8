import { readdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { claim, createHolder, type Holder, isHeld, newestPen, type Writer, writePen } from './pen-file.ts';

/** The right to write an incident. `isMine` turns false when another causebook took it for given up; `beat` says that its holder lives. */
export type Pen = {
  readonly holder: Holder;
  readonly isMine: () => Promise<boolean>;
  readonly beat: () => Promise<void>;
  readonly release: () => Promise<void>;
};

/**
 * Takes the pen of the incident in a folder: one writer at a time. Throws a `UserError` that names who has it. The pen is the file
 * `pen.<n>` with the highest number, made whole by a hard link, which only one process can do for a number; the highest is never
 * removed, so that a process that is late finds a higher one and has lost.
 */
export async function takePen(folder: { readonly id: string; readonly path: string }, me: Writer): Promise<Pen> {
  const mine = createHolder(me);
  for (let attempt = 0; attempt < 50; attempt++) {
    const before = await newestPen(folder.path);
    if (
      before?.holder !== undefined &&
      (await isHeld({ ...before, holder: before.holder }, { folder: folder.path, me }))
    )
      throw penIsTaken(folder.id, before.holder);
    const number = (before?.number ?? 0) + 1;
    if (!(await claim(folder.path, number, mine))) continue;
    if ((await newestPen(folder.path))?.number !== number) {
      await rm(path.join(folder.path, `pen.${number}`), { force: true });
      continue;
    }
    await removeOlder(folder.path, number);
    return createPen(folder.path, number, mine);
  }
  throw new UserError({ message: `the pen of incident ${folder.id} cannot be taken`, hint: 'Try again in a moment.' });
}

/** Who has the pen of an incident; undefined where nobody who is alive has it. */
export async function findHolder(folder: string, me: Writer): Promise<Holder | undefined> {
  for (;;) {
    const newest = await newestPen(folder);
    if (newest?.holder === undefined) return undefined;
    if (await isHeld({ ...newest, holder: newest.holder }, { folder, me })) return newest.holder;
    // It may have been taken in this moment.
    if ((await newestPen(folder))?.number === newest.number) return undefined;
  }
}

/** Names a holder: `anna on laptop`. */
export function nameHolder({ user, host }: Pick<Holder, 'user' | 'host'>): string {
  return `${user} on ${host}`;
}

function penIsTaken(id: string, holder: Holder): UserError {
  return new UserError({
    message: `incident ${id} is open in another causebook: ${nameHolder(holder)} has the pen (process ${holder.pid}, since ${holder.since.slice(0, 19)}Z)`,
    hint: `Follow it with: causebook show ${id} --follow. Take the pen with: causebook resume ${id} --take`,
  });
}

function createPen(folder: string, number: number, mine: Holder): Pen {
  const file = path.join(folder, `pen.${number}`);
  const isMine = async () => (await newestPen(folder))?.holder?.token === mine.token;
  return {
    holder: mine,
    isMine,
    beat: async () => {
      const now = new Date();
      await utimes(file, now, now);
    },
    release: async () => {
      // On a full disk it cannot be written that the pen is free; it is found free when this process has ended.
      if (await isMine().catch(() => false))
        await writePen(folder, number, { ...mine, released: true }).catch(() => undefined);
    },
  };
}

/** The one before stays: who lists the folder in this moment must not find it without any. */
async function removeOlder(folder: string, number: number): Promise<void> {
  const names = await readdir(folder);
  const older = names.filter((name) => {
    const found = /^pen\.(\d+)$/.exec(name)?.[1];
    return found !== undefined && Number(found) < number - 1;
  });
  await Promise.all(older.map((name) => rm(path.join(folder, name), { force: true })));
}
