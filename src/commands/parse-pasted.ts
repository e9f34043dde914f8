import { suggest, UserError } from '../errors.ts';
import type { Pasted } from '../incident/events.ts';
import type { Runbook } from '../runbook/schema.ts';

/** Reads `--pasted source=FILE` flags. */
export function parsePasted(
  pairs: readonly string[],
  { sources }: Pick<Runbook, 'sources'>,
): readonly Pick<Pasted, 'source' | 'file'>[] {
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    const source = pair.slice(0, Math.max(0, at));
    const ids = sources.map(({ id }) => id);
    if (at <= 0 || at === pair.length - 1)
      throw new UserError({
        message: `--pasted "${pair}" is not source=file`,
        hint: `Its sources are ${ids.join(', ')}.`,
      });
    if (!ids.includes(source)) {
      const hint = suggest(source, ids) ?? `Its sources are ${ids.join(', ')}.`;
      throw new UserError({ message: `--pasted "${pair}": the runbook has no source "${source}"`, hint });
    }
    return { source, file: pair.slice(at + 1) };
  });
}
