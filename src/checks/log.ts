import path from 'node:path';
import { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import type { Excerpt } from '../logs/log-store.ts';
import { type BoundSql, type SourceEntry, toTableUse } from '../logs/source.ts';
import { tableUse } from '../logs/source-schema.ts';
import type { Value } from '../logs/value.ts';
import { renderWindow } from '../logs/window.ts';
import { type CheckContext, defineCheck, type Facts } from './check.ts';
import { renderShell } from './shell.ts';

const parameters = z.strictObject({
  source: z.string().optional().describe('The log, config file or view that is the table "events"'),
  match: z.string().min(1).optional().describe('Only lines of the source that contain this text'),
  needs: z
    .array(z.union([z.string(), z.array(z.string()).min(1)]))
    .default([])
    .describe('Sources without which the step is blocked; of a list inside, one is enough'),
  with: z.array(tableUse).default([]).describe('Further sources and views, each a table by its id'),
  sql: z
    .union([
      z.string().min(1),
      z.custom<BoundSql>((value) => typeof value === 'object' && value !== null && 'text' in value),
    ])
    .optional()
    .describe('A SELECT over "events" and the other tables; its first row is `result`, all rows `result.rows`'),
});

type Parameters = z.output<typeof parameters>;

const maxRows = 200;
const maxExcerpts = 8;

/**
 * Finds lines in logs and answers SQL over them. Without `sql` the facts are `n`, `first` and `last` of the lines that
 * match. A column `refs` (a list of `_ref` values) names the lines the answer rests on. `result.read` says what was read.
 */
export const log = defineCheck<Parameters>({
  kind: 'log',
  summary: 'Finds lines in logs and answers SQL over them',
  parameters: parameters as z.ZodType<Parameters>,
  facts: 'open',
  timeoutMs: 60_000,
  reads: (given) => [
    ...(given.source === undefined ? [] : [given.source]),
    ...given.needs.flat(),
    ...given.with.map((use) => toTableUse(use).source),
  ],
  run: async (given, context) => {
    const needs = await findNeeds(given, context);
    const uses = [
      ...(given.source === undefined
        ? []
        : [{ source: given.source, as: 'events', match: given.match, optional: false }]),
      ...(given.source === undefined ? [] : [{ source: given.source, match: given.match, optional: false }]),
      ...given.with.map(toTableUse),
    ];
    if (uses.length === 0)
      throw new CheckProblem({ status: 'error', message: 'a log check needs a `source` or `with`' });
    const sql = toBoundSql(given.sql);
    const answer = await context.logs.query({ uses, sql, window: context.window, signal: context.signal, maxRows });
    assertReadable(needs, answer.unreadable);
    const first = answer.rows[0] ?? {};
    const facts: Facts = {
      ...Object.fromEntries(Object.entries(first).filter(([name]) => name !== 'refs')),
      rows: answer.rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'refs'))),
      read: { ...answer.read },
    };
    const refs = answer.rows.flatMap((row) => toRefs(row.refs));
    const evidence = await context.logs.excerpts({
      refs: refs.slice(0, maxExcerpts),
      uses,
      window: context.window,
      signal: context.signal,
    });
    return {
      facts,
      evidence: [
        ...evidence,
        ...answer.read.problems.map((problem): Excerpt => ({ source: 'reading', text: problem })),
      ],
      command: renderCommand({ given, sql, context, files: answer.read.files }),
      verdict: {
        outcome: answer.rows.length > 0 ? 'found' : 'none',
        status: 'pass',
        say: `${answer.rows.length} ${answer.rows.length === 1 ? 'row' : 'rows'} from ${answer.read.lines} lines`,
      },
    };
  },
});

/**
 * For each need, the ids of the sources that are there. Blocked says which file would help and whom to ask, so that the
 * person can get it.
 */
async function findNeeds(given: Parameters, context: CheckContext): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    given.needs.map(async (need) => {
      const entries = [need].flat().flatMap((id) => context.sources.get(id) ?? []);
      const present = await Promise.all(
        entries.map(async (entry) => ((await context.folder.files(globsOf(entry))).length > 0 ? [entry.id] : [])),
      );
      if (present.flat().length > 0) return present.flat();
      throw new CheckProblem({
        status: 'blocked',
        message: `${entries.map((entry) => entry.title).join(' or ')} is not in the evidence folder`,
        unblock: `Ask ${entries.map((entry) => `${entry.owner} for ${fileOf(entry)}`).join(', or ')}`,
      });
    }),
  );
}

/** An answer without a source that it needs would be a guess: the source is there, but it could not be read. */
function assertReadable(needs: readonly (readonly string[])[], unreadable: ReadonlyMap<string, CheckProblem>): void {
  for (const ids of needs) {
    const problems = ids.flatMap((id) => unreadable.get(id) ?? []);
    const [first] = problems;
    if (first !== undefined && problems.length === ids.length) throw first;
  }
}

function globsOf(entry: SourceEntry): readonly string[] {
  return [entry.kind === 'log' ? entry.log.files : entry.kind === 'config' ? entry.config.file : []].flat();
}

/** The name to ask for: that of the file itself, without the star for rotated ones. */
function fileOf(entry: SourceEntry): string {
  const [glob = entry.title] = globsOf(entry);
  return glob.replace(/\*$/, '');
}

const defaultSql =
  'select count(*) as n, min(ts) as first, max(ts) as last, (list(_ref order by ts))[1:8] as refs from events';

function toBoundSql(sql: Parameters['sql']): BoundSql {
  if (sql === undefined) return { text: defaultSql, values: [] };
  return typeof sql === 'string' ? { text: sql, values: [] } : sql;
}

function toRefs(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((ref): ref is string => typeof ref === 'string') : [];
}

/** One source can be asked from the command line; a question over several tables needs its runbook. */
function renderCommand(of: {
  readonly given: Parameters;
  readonly sql: BoundSql;
  readonly context: CheckContext;
  readonly files: readonly string[];
}): string | null {
  const { given, sql, context, files } = of;
  const { folder } = context;
  const pathOf =
    folder.pathOf ?? (folder.path === undefined ? undefined : (name: string) => path.join(folder.path ?? '', name));
  const entry = given.source === undefined || given.with.length > 0 ? undefined : context.sources.get(given.source);
  if (entry?.kind !== 'log' || pathOf === undefined || files.length === 0) return null;
  // In one pass: a value may itself hold "$1".
  const text = sql.text.trim().replace(/\$(\d+)/g, (slot, number: string) => {
    const value = sql.values[Number(number) - 1];
    return value === undefined ? slot : literal(value);
  });
  return renderShell([
    'causebook',
    'check',
    'log',
    ...files.map(pathOf),
    ...(given.match === undefined ? [] : ['--match', given.match]),
    ...(context.window === undefined ? [] : ['--window', renderWindow(context.window)]),
    ...(given.sql === undefined ? [] : ['--sql', text]),
  ]);
}

function literal(value: BoundSql['values'][number]): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
