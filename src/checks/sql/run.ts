import { CheckProblem, inputMissing } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { countOf, grouped } from '../../logs/questions/wording.ts';
import { type BoundSql, type DatabaseSource, entryOf } from '../../logs/source.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext, Facts, Measurement, Verdict } from '../check.ts';
import { type Deadline, startDeadline } from '../http/deadline.ts';
import { assertQuery } from './assert-query.ts';
import { toShownRow } from './cells.ts';
import type { SqlAnswer } from './questions/answer.ts';
import type { WrittenQuestions } from './questions/schema.ts';
import { renderRow } from './render-row.ts';
import type { Row, Selected, SqlSession } from './session.ts';

/** What a sql check is asked, templates filled in. */
export type SqlParameters = WrittenQuestions & {
  readonly source?: string | undefined;
  readonly postgres?: DatabaseSource['postgres'];
  readonly files?: DatabaseSource['files'];
  readonly sql?: string | BoundSql | undefined;
  readonly limit: number;
  readonly expect?: 'none' | 'some' | number | undefined;
};

/** Rows that go into a note; all of them are facts. */
const maxExcerpts = 8;
/** Facts that no column may stand in for: what tells that rows are missing must not be hidden by them. */
const ownFacts = ['rows', 'truncated', 'read'];

/** Runs a sql check (see `sql`). */
export async function runSql(given: SqlParameters, context: CheckContext): Promise<Measurement> {
  if (given.sql !== undefined) assertQuery(toBound(given.sql).text);
  const deadline = startDeadline(context);
  const started = context.now().getTime();
  const sessions: SqlSession[] = [];
  const open = async (database: Database) => {
    const session = await openDatabase(database, context, deadline);
    sessions.push(session);
    return session;
  };
  try {
    const session = await open(databaseOf(given, context));
    const otherId = given.missing?.from?.source;
    const other = otherId === undefined ? undefined : await open(ofSource(otherId, context));
    context.progress(`asking ${session.place}`);
    const found = await ask({ given, session, other, now: context.now() });
    return measure({ found, sessions, ms: context.now().getTime() - started });
  } finally {
    deadline.stop();
    await Promise.all(sessions.map((session) => session.close()));
  }
}

type Database = { readonly database: DatabaseSource; readonly owner: string };

function databaseOf(given: SqlParameters, context: CheckContext): Database {
  if (given.source !== undefined) return ofSource(given.source, context);
  return { database: { postgres: given.postgres, files: given.files }, owner: 'the party' };
}

function ofSource(id: string, context: CheckContext): Database {
  const entry = entryOf(context.sources, { source: id, optional: false });
  if (entry.kind === 'database') {
    if (entry.missingInput !== undefined) throw inputMissing(entry.missingInput);
    return { database: entry.database, owner: entry.owner };
  }
  if (entry.kind === 'manual') {
    throw new CheckProblem({
      status: 'blocked',
      message: `${entry.title} names no database`,
      unblock: `Ask ${entry.owner} for ${entry.title}`,
    });
  }
  throw new CheckProblem({ status: 'error', message: `source "${id}" is a ${entry.kind}, not a database` });
}

/** Clients are loaded when they are used: neither is small. */
async function openDatabase(
  { database, owner }: Database,
  context: CheckContext,
  deadline: Deadline,
): Promise<SqlSession> {
  if (database.files !== undefined) {
    const { openFiles } = await import('./files/open-files.ts');
    return openFiles({ files: database.files, owner, context, deadline });
  }
  if (database.postgres === undefined) throw new CheckProblem({ status: 'error', message: 'no database was named' });
  const [{ resolveSettings }, { openPostgres }] = await Promise.all([
    import('./postgres/settings.ts'),
    import('./postgres/open-postgres.ts'),
  ]);
  const settings = await resolveSettings(database.postgres, context);
  context.progress(`connecting to ${settings.host}`);
  return openPostgres({ settings, deadline, now: context.now });
}

async function ask(of: {
  readonly given: SqlParameters;
  readonly session: SqlSession;
  readonly other: SqlSession | undefined;
  readonly now: Date;
}): Promise<SqlAnswer> {
  const { given, session, other, now } = of;
  const asking = { session, now, limit: given.limit };
  if (given.constraints !== undefined)
    return (await import('./questions/constraints.ts')).findConstraints(given.constraints, asking);
  if (given.duplicates !== undefined)
    return (await import('./questions/duplicates.ts')).findDuplicates(given.duplicates, asking);
  if (given.missing !== undefined)
    return (await import('./questions/missing.ts')).findMissing(given.missing, { ...asking, other });
  const sql = toBound(given.sql);
  const selected = await session.select(sql, given.limit);
  const { rows, cut } = selected;
  return { facts: factsOf(selected), rows, cut, command: session.command(sql), verdict: judge({ given, selected }) };
}

function toBound(sql: SqlParameters['sql']): BoundSql {
  return typeof sql === 'object' ? sql : { text: sql ?? '', values: [] };
}

/** The first row by column; a column that the answer has is its own even where there is no row. */
function factsOf({ columns, rows }: Selected): Facts {
  return { n: rows.length, ...Object.fromEntries(columns.map((name) => [name, rows[0]?.[name] ?? null])) };
}

function judge(of: { readonly given: SqlParameters; readonly selected: Selected }): Verdict {
  const { expect } = of.given;
  const { rows, cut } = of.selected;
  const n = `${cut === undefined ? '' : 'more than '}${countOf(rows.length, 'row')}`;
  const outcome = rows.length > 0 ? 'found' : 'none';
  if (expect === undefined) return { outcome, status: 'pass', say: n };
  const isMet =
    expect === 'none'
      ? rows.length === 0
      : expect === 'some'
        ? rows.length > 0
        : rows.length === expect && cut === undefined;
  const wanted = expect === 'some' ? 'at least one row' : expect === 'none' ? 'no row' : countOf(expect, 'row');
  return {
    outcome,
    status: isMet ? 'pass' : 'fail',
    say: isMet ? `${n}, as expected` : `${n}, where ${wanted} was expected`,
  };
}

function measure(of: {
  readonly found: SqlAnswer;
  readonly sessions: readonly SqlSession[];
  readonly ms: number;
}): Measurement {
  const { found, sessions, ms } = of;
  const [session] = sessions as [SqlSession];
  const rows = found.rows.map(toShownRow);
  const shadowed = Object.keys(found.rows[0] ?? {}).filter((name) => ownFacts.includes(name));
  const leftOut = sessions.flatMap((one) => one.leftOut);
  const remarks = [
    ...leftOut,
    ...sessions.flatMap(({ remarks: own }) => own),
    ...(found.cut === undefined
      ? []
      : [
          `the answer was cut after ${countOf(rows.length, 'row')}${found.cut === 'bytes' ? ': it is too large' : ', the limit'}; there are more`,
        ]),
    ...shadowed.map((name) => `the column "${name}" is in result.rows alone: result.${name} is a fact of its own`),
  ];
  return {
    facts: {
      ms,
      ...session.about,
      ...toShownRow(found.facts as Row),
      rows,
      truncated: found.cut !== undefined,
      read: {
        rows: rows.length,
        ms,
        complete: found.cut === undefined && leftOut.length === 0,
        say: tellRead(session, ms),
      } satisfies Value,
    },
    evidence: [...remarks, ...rows.slice(0, maxExcerpts).map(renderRow)].map(
      (text): Excerpt => ({ source: session.place, text }),
    ),
    command: found.command,
    verdict: withLeftOut(found.verdict, leftOut),
  };
}

/** An answer over a part of the data is no pass; and what is missing may be in the part that is left out. */
function withLeftOut(verdict: Verdict, leftOut: readonly string[]): Verdict {
  if (leftOut.length === 0) return verdict;
  const isUnsure = verdict.status === 'pass' || verdict.outcome === 'missing';
  return { ...verdict, ...(isUnsure ? { status: 'warn' } : {}), say: [verdict.say, ...leftOut].join('; ') };
}

function tellRead(session: SqlSession, ms: number): string {
  const { server_version, role, tables } = session.about;
  if (session.dialect === 'postgres')
    return `${session.place} as ${String(role)}, PostgreSQL ${String(server_version)}, read only, in ${grouped(ms)} ms`;
  const sizes = Object.entries(tables as { readonly [name: string]: number }).map(
    ([name, n]) => `${name} (${countOf(n, 'row')})`,
  );
  return `${sizes.join(', ')} in ${grouped(ms)} ms`;
}
