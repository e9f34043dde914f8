import { stat } from 'node:fs/promises';
import type { OpenIncident } from '../../incident/open-incident.ts';
import { matchSource } from '../../incident/paste/match-source.ts';
import { readAttachment } from '../../incident/paste/read-attachment.ts';
import { globsOf, readersOf } from '../../incident/paste/readers.ts';
import { PromptEnded } from '../../prompt/prompt-ended.ts';
import type { Party, Runbook } from '../../runbook/schema.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';

/**
 * Takes the files that a party sent into the incident, each for its source, and waits for the checks that read them. Gives what to tell.
 * Every file is read and matched before the first is kept: throws a `UserError` and keeps none where one is wrong.
 */
export async function attachFiles(of: {
  readonly incident: OpenIncident;
  readonly party: Party;
  readonly by: string;
  readonly files: readonly string[];
}): Promise<readonly string[]> {
  const { incident, party, by, files } = of;
  const { session } = incident;
  const { runbook } = session.runbook;
  const { signal, release } = cancelOnInterrupt();
  try {
    const read = [];
    for (const given of files) {
      const { file, named } = await splitSource(given, runbook);
      const source = matchSource({ runbook, file, named, party: party.id });
      read.push({ source, attachment: await readAttachment(file, { from: by, signal }) });
    }
    const lines: string[] = [];
    for (const { source, attachment } of read) {
      const kept = await session.attach(source, attachment);
      const { name } = attachment.origin;
      lines.push(
        kept === undefined
          ? `${name}: the incident has this file for ${source} already`
          : `${name}: kept as ${kept.file} for ${source}${standsFor(source, runbook)}, ${kept.lines} line${kept.lines === 1 ? '' : 's'}`,
      );
    }
    await Promise.race([session.idle(), aborted(signal)]);
    return [...lines, ...describeReaders(read, of)];
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
function describeReaders(
  read: readonly { readonly source: string }[],
  { incident }: { readonly incident: OpenIncident },
): readonly string[] {
  const { session } = incident;
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
