import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { suggest, UserError } from '../errors.ts';

/** Folders that hold `<id>/runbook.yaml`, the first one that has an id wins. */
export type RunbookPlaces = readonly string[];

/**
 * Finds a runbook by id in the places, or by the path of its file or folder. Throws a `UserError` naming what there is.
 */
export async function findRunbook(name: string, places: RunbookPlaces): Promise<string> {
  if (/[/\\]|\.ya?ml$/.test(name)) {
    const found = await stat(name).catch(() => undefined);
    if (found === undefined) throw new UserError({ message: 'there is no such runbook file', place: { file: name } });
    return found.isDirectory() ? path.join(name, 'runbook.yaml') : name;
  }
  const known = await listRunbooks(places);
  const file = known.get(name);
  if (file !== undefined) return file;
  const hint =
    suggest(name, known.keys()) ??
    (known.size === 0 ? `Looked in ${places.join(', ')}.` : `There are: ${[...known.keys()].join(', ')}.`);
  throw new UserError({ message: `there is no runbook "${name}"`, hint });
}

/** What finds a runbook's file again: its id where that leads to the file, else the path of it. */
export async function nameOfRunbook(
  { id, file }: { readonly id: string; readonly file: string },
  places: RunbookPlaces,
): Promise<string> {
  const found = (await listRunbooks(places)).get(id);
  return found !== undefined && path.resolve(found) === path.resolve(file) ? id : path.resolve(file);
}

/** All runbooks in the places: id → file. */
export async function listRunbooks(places: RunbookPlaces): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const place of places) {
    for (const entry of await readdir(place, { withFileTypes: true }).catch(() => [])) {
      const file = path.join(place, entry.name, 'runbook.yaml');
      // Reading what is no file (a pipe) might never end.
      const isThere = async () => (await stat(file).catch(() => undefined))?.isFile() === true;
      if (entry.isDirectory() && !found.has(entry.name) && (await isThere())) found.set(entry.name, file);
    }
  }
  return found;
}
