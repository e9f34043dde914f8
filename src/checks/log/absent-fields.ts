import { parseCondition } from '../../logs/condition.ts';
import type { CountState } from '../../logs/questions/count.ts';
import type { CheckContext } from '../check.ts';

type Where = { readonly source: string; readonly where: string | readonly string[] };

/**
 * The fields of conditions that no event of a log in files has, to be asked where no event fulfilled them: such a field is rather
 * mistyped. It reads the log once more for each field. A store is not asked again, and `!=` and `!~` hold of what is missing.
 */
export async function findAbsentFields({ source, where }: Where, context: CheckContext): Promise<readonly string[]> {
  const { logs, sources, window, signal } = context;
  const entry = sources.get(source);
  if (entry?.kind !== 'log' || entry.log.files === undefined) return [];
  const conditions = [where].flat().map((one) => parseCondition(String(one)));
  const fields = new Set(conditions.filter(({ operator }) => !operator.startsWith('!')).map(({ field }) => field));
  const absent: string[] = [];
  for (const field of fields) {
    const use = { source, optional: false, where: [{ field, operator: '~', value: '^' }] } as const;
    const { state } = await logs.ask({ use, spec: { kind: 'count' }, window, signal });
    if ((state as CountState).n === 0) absent.push(field);
  }
  return absent;
}
