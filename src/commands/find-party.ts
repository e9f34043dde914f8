import { suggest, UserError } from '../errors.ts';
import type { Party, Runbook } from '../runbook/schema.ts';

/** The party with this id or name. Throws a `UserError` with a suggestion when the runbook has none. */
export function findParty(typed: string, { id, parties }: Runbook): Party {
  const isIt = (name: string) => name.toLowerCase() === typed.trim().toLowerCase();
  const party = parties.find((one) => isIt(one.id) || isIt(one.name));
  if (party !== undefined) return party;
  const ids = parties.map((one) => one.id);
  const hint = suggest(typed, ids) ?? `It has ${ids.join(', ')}.`;
  throw new UserError({ message: `runbook ${id} has no party "${typed}"`, hint });
}
