import type { FieldsState } from '../../logs/questions/fields.ts';
import type { TableUse } from '../../logs/source.ts';
import type { CheckContext } from '../check.ts';

/**
 * Says which fields of conditions no event has: such a field is rather mistyped. `asked` are the logs in files that conditions narrow,
 * `empty` those of them of which no event was left. Each of those is read once more. A store is not asked again, and `!=` and `!~` hold of
 * what is missing.
 */
export async function sayAbsentFields(
  of: { readonly asked: readonly TableUse[]; readonly empty: readonly TableUse[] },
  context: CheckContext,
): Promise<readonly string[]> {
  const asked = distinct(of.asked);
  const absent = await Promise.all(
    distinct(of.empty).map(async ({ source, where }) =>
      (await findAbsent({ source, where }, context)).map((field) => ({ source, field })),
    ),
  );
  const fields = new Set(absent.flat().map(({ field }) => field));
  const place = context.window === undefined ? '' : ' in the window';
  return [...fields].map((field) => {
    const lacking = absent.flat().filter((one) => one.field === field);
    const isEverywhere = asked.every((use) => lacking.some(({ source }) => source === use.source));
    const titles = lacking.map(({ source }) => context.sources.get(source)?.title ?? source);
    return `no event${isEverywhere ? '' : ` of ${titles.join(' or ')}`}${place} has ${field}`;
  });
}

/** Of uses that narrow one log alike, one. */
function distinct(uses: readonly TableUse[]): readonly TableUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify([use.source, use.where]), use])).values()];
}

async function findAbsent(
  { source, where = [] }: Pick<TableUse, 'source' | 'where'>,
  context: CheckContext,
): Promise<readonly string[]> {
  const { logs, sources, window, signal } = context;
  const entry = sources.get(source);
  if (entry?.kind !== 'log' || entry.log.files === undefined) return [];
  const names = [...new Set(where.filter(({ operator }) => !operator.startsWith('!')).map(({ field }) => field))];
  if (names.length === 0) return [];
  const spec = { kind: 'fields', names } as const;
  const { state } = await logs.ask({ use: { source, optional: false }, spec, window, signal, isShown: false });
  const { n, seen } = state as FieldsState;
  // Of no event at all, the fields are not what is wrong.
  return n === 0 ? [] : names.filter((name) => !seen.includes(name));
}
