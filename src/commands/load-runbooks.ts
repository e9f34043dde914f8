import { messageOf, UserError } from '../errors.ts';
import { listRunbooks, type RunbookPlaces } from '../runbook/find.ts';
import { type CheckedRunbooks, type LoadedRunbook, loadRunbook } from '../runbook/load.ts';

/** Loads every runbook of the places; one that is wrong must not keep the right one from being found, and is told instead. */
export async function loadRunbooks(
  places: RunbookPlaces,
  checked: CheckedRunbooks | undefined,
): Promise<{ readonly runbooks: readonly LoadedRunbook[]; readonly troubles: readonly string[] }> {
  const files = [...(await listRunbooks(places)).values()];
  const loaded = await Promise.all(
    files.map((file) =>
      loadRunbook(file, checked).catch((cause: unknown) => {
        if (!(cause instanceof UserError)) throw cause;
        return `${file} is left out: ${messageOf(cause).split('\n')[0]}`;
      }),
    ),
  );
  return {
    runbooks: loaded.filter((one) => typeof one !== 'string'),
    troubles: loaded.filter((one) => typeof one === 'string'),
  };
}
