import { stat } from 'node:fs/promises';
import type { Pasted } from '../../incident/events.ts';
import type { OpenIncident } from '../../incident/open-incident.ts';
import { matchSource } from '../../incident/paste/match-source.ts';
import { type Attachment, readAttachment } from '../../incident/paste/read-attachment.ts';
import { globsOf, readersOf } from '../../incident/paste/readers.ts';
import { leftOutOf } from '../../incident/paste/told.ts';
import type { Session } from '../../incident/session.ts';
import { PromptEnded } from '../../prompt/prompt-ended.ts';
import type { Party, Runbook } from '../../runbook/schema.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';

/** A file that a party sent, read, with the source it is for. */
export type ReceivedFile = { readonly source: string; readonly attachment: Attachment };

/** Reads the files that a party sent (`FILE` or `FILE=source`). Throws a `UserError` where one cannot be taken; nothing is kept yet. */
export async function readFiles(of: {
  readonly runbook: Runbook;
  readonly party: Party;
  readonly from: string;
  readonly files: readonly string[];
}): Promise<readonly ReceivedFile[]> {
  const { runbook, party, from, files } = of;
  return untilInterrupted(async (signal) => {
    const read: ReceivedFile[] = [];
    for (const given of files) {
      const { file, named } = await splitSource(given, runbook);
      const source = matchSource({ runbook, file, named, party: party.id });
      read.push({ source, attachment: await readAttachment(file, { from, signal }) });
    }
    return read;
  });
}

/** Takes files into the incident and waits for the checks that read them. Gives what to tell. */
export async function attachFiles(
  files: readonly ReceivedFile[],
  { session }: Pick<OpenIncident, 'session'>,
): Promise<readonly string[]> {
  const { runbook } = session.runbook;
  return untilInterrupted(async (signal) => {
    const lines: string[] = [];
    for (const { source, attachment } of files) {
      const kept = await session.attach(source, attachment);
      const { name } = attachment.origin;
      lines.push(
        kept === undefined
          ? `${name}: the incident has this file, or all of its lines, for ${source} already`
          : `${name}: kept as ${kept.file} for ${source}${standsFor(source, runbook)}, ${kept.lines} line${kept.lines === 1 ? '' : 's'}${leftOut(kept)}`,
      );
    }
    await Promise.race([session.idle(), aborted(signal)]);
    return [...lines, ...describeReaders(files, session)];
  });
}

function leftOut(kept: Pasted): string {
  const left = leftOutOf(kept);
  return left === '' ? '' : `; ${left}`;
}

async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, release } = cancelOnInterrupt();
  try {
    return await work(signal);
  } catch (cause) {
    if (signal.aborted) throw new PromptEnded('interrupted', { cause });
    throw cause;
  } finally {
    release();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** `FILE=source`; a file that has `=` in its name is one where it is there. */
async function splitSource(
  given: string,
  runbook: Runbook,
): Promise<{ readonly file: string; readonly named: string | undefined }> {
  const at = given.lastIndexOf('=');
  if (at <= 0) return { file: given, named: undefined };
  const named = given.slice(at + 1);
  const isSource = runbook.sources.some(({ id }) => id === named);
  const isFile =
    !isSource &&
    (await stat(given).then(
      () => true,
      () => false,
    ));
  return isFile ? { file: given, named: undefined } : { file: given.slice(0, at), named };
}

function standsFor(id: string, runbook: Runbook): string {
  const source = runbook.sources.find((one) => one.id === id);
  const globs = source === undefined ? [] : globsOf(source);
  return globs.length === 0 ? '' : ` (in the place of ${globs.join(', ')})`;
}

/** What the checks say now that read one of the files. What no check reads is evidence all the same. */
function describeReaders(read: readonly ReceivedFile[], session: Session): readonly string[] {
  const { state } = session.snapshot();
  const readers = read.map(({ source }) => ({ source, steps: readersOf(session.runbook.runbook, source) }));
  return [
    ...readers
      .filter(({ steps }) => steps.length === 0)
      .map(({ source }) => `  no check reads ${source}; the file stands in the evidence index of the note`),
    ...[...new Set(readers.flatMap(({ steps }) => steps))].map((id) => {
      const step = state.steps.get(id);
      return `  ${id}: ${step?.status ?? 'pending'}${step?.result === undefined ? '' : `, ${step.result.say}`}`;
    }),
  ];
}
