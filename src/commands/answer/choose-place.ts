import { listIncidents } from '../../incident/incident-folder.ts';

/** The incident and the file that were meant; the incident is left out where a single argument is a file. */
export type ReplyPlace = { readonly incident: string | undefined; readonly file: string | undefined };

/** Tells whether a single argument names an incident, by its id or the beginning of it, or a file. */
export async function choosePlace(
  given: { readonly incident: string | undefined; readonly file: string | undefined },
  root: string,
): Promise<ReplyPlace> {
  const { incident: first, file } = given;
  if (first === undefined || file !== undefined) return given;
  const looksLikeId = /^\d{8}(?:-\d{0,4}(?:-[0-9a-f]{0,4})?)?$/.test(first);
  const isIncident = looksLikeId || (await listIncidents(root)).some((id) => id === first);
  return isIncident ? given : { incident: undefined, file: first };
}
