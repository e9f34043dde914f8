import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { LogEntry } from '../../logs/source.ts';
import { whyUnreadable } from '../../logs/why-unreadable.ts';

/** A source as a runbook writes it under `log:`, alone in a file: a store, a command. Throws a `UserError` at file:line:col. */
export async function readLogSource(file: string): Promise<LogEntry> {
  const [{ logSource }, { readYaml }, { checkSchema }] = await Promise.all([
    import('../../logs/source-schema.ts'),
    import('../../yaml/read-yaml.ts'),
    import('../../yaml/check-schema.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const why = whyUnreadable(cause, file);
    const message = why === 'it does not exist' ? 'there is no such file' : `cannot be read: ${why}`;
    throw new UserError({ message, place: { file } }, { cause });
  });
  const { value, placeOf } = readYaml(text, file);
  const log = checkSchema(value, { schema: logSource, placeOf, whole: 'the source' });
  if (log.files !== undefined)
    throw new UserError({
      message: '`files` belongs on the command line',
      place: placeOf(['files'], 'key'),
      hint: 'Name the files after `check log`.',
    });
  return { id: 'events', title: path.basename(file), owner: 'you', kind: 'log', log: { ...log, orText: true } };
}
