import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Who wants to write, and how it is found out whether others still live. */
export type Writer = {
  readonly pid: number;
  readonly now: () => Date;
  readonly isAlive: (pid: number) => boolean;
  /** Tells the process of a number from a later one with the same number; undefined where the system does not say. */
  readonly birthOf?: (pid: number) => string | undefined;
  /** What they are called; those of this machine where left out. */
  readonly user?: string;
  readonly host?: string;
};

/** Who has, or had, the pen. `since` is RFC 3339 UTC. */
export type Holder = {
  readonly token: string;
  readonly pid: number;
  readonly user: string;
  readonly host: string;
  readonly since: string;
  readonly birth?: string;
  readonly released?: boolean;
};

type PenFile = { readonly number: number; readonly holder: Holder | undefined };

/**
 * A holder on another machine cannot be asked whether it lives, nor one on a system that tells no births: one that has not touched its pen
 * for so long does not.
 */
const silenceMs = 30_000;

/** Describes this process as a holder. */
export function createHolder(me: Writer): Holder {
  const birth = me.birthOf?.(me.pid);
  return {
    token: randomBytes(8).toString('hex'),
    pid: me.pid,
    user: me.user ?? userName(),
    host: me.host ?? os.hostname(),
    since: me.now().toISOString(),
    ...(birth === undefined ? {} : { birth }),
  };
}

/** The pen with the highest number, and who it says has it: undefined where it cannot be read. Undefined where there is none. */
export async function newestPen(folder: string): Promise<PenFile | undefined> {
  const numbers = (await readdir(folder)).flatMap((name) => {
    const number = /^pen\.(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers);
  return { number, holder: await readPen(fileOf(folder, number)) };
}

/** Who a pen says has it; undefined for one that is gone or that a crash of the machine has emptied. */
async function readPen(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw cause;
  });
  try {
    const found = JSON.parse(text) as Partial<Holder> | null;
    return typeof found?.token === 'string' && typeof found.pid === 'number' ? (found as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a pen that is not there yet, whole; false when somebody else has made it. */
export async function claim(folder: string, number: number, mine: Holder): Promise<boolean> {
  const file = fileOf(folder, number);
  const draft = await writeDraft(folder, mine);
  try {
    await link(draft, file);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Over a network the answer may get lost of a link that was made.
    if (code === 'EEXIST') return (await readPen(file))?.token === mine.token;
    if (code === 'ENOENT') return false;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') return create(file, mine);
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces what a pen says, whole. */
export async function writePen(folder: string, number: number, holder: Holder): Promise<void> {
  await rename(await writeDraft(folder, holder), fileOf(folder, number));
}

/** Whether the holder of a pen still has it: it has not let go, and lives. */
export async function isHeld(
  pen: { readonly number: number; readonly holder: Holder },
  of: { readonly folder: string; readonly me: Writer },
): Promise<boolean> {
  const { holder, number } = pen;
  const { me, folder } = of;
  if (holder.released === true) return false;
  if (holder.host !== (me.host ?? os.hostname())) return (await silenceOf(folder, number)) < silenceMs;
  if (!me.isAlive(holder.pid)) return false;
  const birth = me.birthOf?.(holder.pid);
  // Where the system does not tell, the number may be that of another program by now.
  if (holder.birth === undefined || birth === undefined) return (await silenceOf(folder, number)) < silenceMs;
  return birth === holder.birth;
}

/**
 * How long ago a pen was touched, by the clock of the machine that keeps the folder; by ours where nothing can be written there. One that
 * is gone is not touched any more: somebody else has a newer one.
 */
async function silenceOf(folder: string, number: number): Promise<number> {
  const draft = await writeDraft(folder, undefined).catch(() => undefined);
  try {
    const touched = await stat(fileOf(folder, number)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw cause;
    });
    if (touched === undefined) return Number.POSITIVE_INFINITY;
    return (draft === undefined ? Date.now() : (await stat(draft)).mtimeMs) - touched.mtimeMs;
  } finally {
    if (draft !== undefined) await rm(draft, { force: true });
  }
}

/** Where there are no hard links: two cannot make it either, but for a moment it is there and empty. */
async function create(file: string, mine: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(mine));
    await handle.close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

async function writeDraft(folder: string, holder: Holder | undefined): Promise<string> {
  const draft = path.join(folder, `pen.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(draft, holder === undefined ? '' : JSON.stringify(holder), { mode: 0o600 });
    return draft;
  } catch (cause) {
    // A full disk takes an empty one, and again at each try.
    await rm(draft, { force: true });
    throw cause;
  }
}

function fileOf(folder: string, number: number): string {
  return path.join(folder, `pen.${number}`);
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'somebody';
  }
}
