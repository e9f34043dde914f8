import path from 'node:path';
import { CheckProblem, messageOf } from '../../../errors.ts';
import { describeFile, type EvidenceFile } from '../../../logs/evidence-folder.ts';
import { createDatabase, interruptible } from '../../../logs/tables/database.ts';
import { renderShell } from '../../../shell.ts';
import { createTemporaryFolder } from '../../../temporary-folder.ts';
import type { CheckContext } from '../../check.ts';
import { findEvidenceFile } from '../../config/evidence-file.ts';
import type { Deadline } from '../../http/deadline.ts';
import type { SqlSession } from '../session.ts';
import { loadFile } from './load-file.ts';
import { renderCheckSql } from './render-command.ts';

/**
 * Opens files as the tables of a DuckDB that sees no other file, no network and no extension. `owner` is whom to ask for them. Throws a
 * `CheckProblem`: blocked where a file is not there.
 */
export async function openFiles(options: {
  readonly files: { readonly [table: string]: string };
  readonly owner: string;
  readonly context: CheckContext;
  readonly deadline: Deadline;
}): Promise<SqlSession> {
  const { files, owner, context, deadline } = options;
  const { signal } = deadline;
  const found = await Promise.all(
    Object.entries(files).map(async ([name, file], index) => ({
      name,
      table: `t${index + 1}`,
      file: await findFile({ file, owner, context }),
    })),
  );
  const scratch = createTemporaryFolder('scratch');
  const database = createDatabase(
    scratch,
    found.map(({ file }) => file.path),
  );
  const close = async () => {
    database.close();
    scratch.remove();
  };
  const overTime = (cause: unknown) => (deadline.hit() === undefined ? cause : timeOver(deadline));
  try {
    const loaded = await database.write(async (connection) => {
      const all = [];
      for (const { name, file, table } of found) {
        context.progress(`reading ${file.name}`);
        all.push(
          await interruptible(connection, signal, () =>
            loadFile(connection, { name: table, shownAs: name, file, signal }),
          ),
        );
      }
      return all;
    });
    return {
      dialect: 'files',
      place: found.map(({ file }) => file.name).join(', '),
      about: { tables: Object.fromEntries(found.map(({ name }, index) => [name, loaded[index]?.rows ?? 0])) },
      remarks: [],
      leftOut: loaded.flatMap(({ leftOut }) => leftOut),
      select: async (sql, maxRows) => {
        let columns: readonly string[] = [];
        const work = { sql, tables: found, signal, maxRows: maxRows + 1 };
        const rows = await database
          .select({
            ...work,
            onColumns: (names) => {
              columns = names;
            },
          })
          .catch((cause: unknown) => {
            throw overTime(withHint(cause));
          });
        return { columns, rows: rows.slice(0, maxRows), cut: rows.length > maxRows ? 'rows' : undefined };
      },
      command: (sql) => renderShell(renderCheckSql(found, sql)),
      close,
    };
  } catch (cause) {
    await close();
    throw overTime(cause);
  }
}

async function findFile(of: {
  readonly file: string;
  readonly owner: string;
  readonly context: CheckContext;
}): Promise<EvidenceFile> {
  const { file, owner, context } = of;
  const unblock = `Ask ${owner} for ${file}`;
  if (!path.isAbsolute(file)) return findEvidenceFile({ context, name: file, unblock });
  const described = await describeFile(file, file);
  if (described.problem === undefined) return { ...described, name: path.basename(file) };
  throw new CheckProblem({ status: 'blocked', message: described.problem, unblock: 'Look at its path' });
}

/** What DuckDB adds under its message: the columns and tables that there are. */
function withHint(cause: unknown): unknown {
  if (!(cause instanceof CheckProblem)) return cause;
  const unblock = messageOf(cause.cause)
    .split('\n')
    .find((line) => /^(Did you mean|Candidate bindings)/.test(line));
  return unblock === undefined
    ? cause
    : new CheckProblem({ status: 'error', message: cause.message, unblock }, { cause });
}

function timeOver(deadline: Deadline): Error {
  if (deadline.hit() === 'cancelled') return Object.assign(new Error('cancelled'), { name: 'AbortError' });
  return new CheckProblem({
    status: 'error',
    message: `the query over the files did not end within ${deadline.limitMs / 1000} s`,
    unblock: 'Ask for less, or give the step a longer `timeout`',
  });
}
