import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { LogEntry } from '../../logs/source.ts';
import { whyUnreadable } from '../../logs/why-unreadable.ts';

/** A source as a runbook writes it under `log:`, alone in a file: a store, a command. Throws a `UserError` at file:line:col. */
export async function readLogSource(file: string): Promise<LogEntry> {
  const [{ logSource }, { readYaml }, { schemaProblems }] = await Promise.all([
    import('../../logs/source-schema.ts'),
    import('../../yaml/read-yaml.ts'),
    import('../../yaml/schema-problems.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const why = whyUnreadable(cause, file);
    const message = why === 'it does not exist' ? 'there is no such file' : `cannot be read: ${why}`;
    throw new UserError({ message, place: { file } }, { cause });
  });
  const { value, placeOf } = readYaml(text, file);
  const parsed = logSource.safeParse(value);
  if (!parsed.success)
    throw new UserError(schemaProblems(parsed.error.issues, { schema: logSource, placeOf, whole: 'source' }));
  if (parsed.data.files !== undefined)
    throw new UserError({
      message: '`files` belongs on the command line',
      place: placeOf(['files'], 'key'),
      hint: 'Name the files after `check log`.',
    });
  return { id: 'events', title: path.basename(file), owner: 'you', kind: 'log', log: { ...parsed.data, orText: true } };
}
