import { linesOf } from './normalise-line.ts';

/** The incident and the name of the party that the first line of our message names. */
export type ReplyHeader = { readonly incident: string; readonly party: string };

/** What a line says where it is the first of our message. Takes it without Markdown. */
export function headerOf(line: string): ReplyHeader | undefined {
  const [, incident, party] = /^Incident (\d{8}-\d{4}-[0-9a-f]{4}): questions to (.+)$/i.exec(line) ?? [];
  return incident === undefined || party === undefined ? undefined : { incident, party };
}

/** Finds the first line of our message in a reply that has kept it. */
export function readHeader(text: string): ReplyHeader | undefined {
  return linesOf(text)
    .map((line) => headerOf(line.text))
    .find((header) => header !== undefined);
}
