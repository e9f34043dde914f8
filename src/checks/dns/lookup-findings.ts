import { isIPv4 } from 'node:net';
import type { Answer } from './ask.ts';
import type { Lookup } from './lookup.ts';
import { toCanonical } from './name.ts';

/**
 * Whether programs would use an address that no name server gave, or have none where one gave some. Only families that were asked for
 * count; where no name server answered at all, there is nothing to differ from.
 */
export function differsFromDns(lookup: Lookup, answers: readonly Answer[]): boolean {
  const families = new Set(answers.map(({ type }) => type));
  const heard = answers.filter(({ status }) => status === 'ok' || status === 'nxdomain' || status === 'nodata');
  if (heard.length === 0) return false;
  const given = new Set(
    heard.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ records }) => records.map(toCanonical)),
  );
  const used = lookup.addresses.filter((address) => families.has(isIPv4(address) ? 'A' : 'AAAA'));
  return used.length === 0 ? given.size > 0 : used.some((address) => !given.has(toCanonical(address)));
}
