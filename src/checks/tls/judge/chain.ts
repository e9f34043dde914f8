import { buildPath, findForbidden, leafOf } from '../build-path.ts';
import { bySeriousness, type Finding } from '../finding.ts';
import { judgeConstraints } from './constraints.ts';
import { judgeDates } from './dates.ts';
import type { Chain } from './judged.ts';
import { judgeKeys } from './keys.ts';
import { judgeName } from './name.ts';
import { judgeOrder } from './order.ts';
import { judgeRest } from './rest.ts';
import { judgeStaple } from './staple.ts';
import { judgeTrust } from './trust.ts';

/** All that is wrong with a chain, the most serious first: every question is asked, whatever the others found. */
export function judgeChain(chain: Chain): readonly Finding[] {
  const leaf = leafOf(chain.sent);
  if (leaf === undefined) return [];
  const path = buildPath({ leaf, sent: chain.sent, store: chain.store.certificates, now: chain.now });
  const judged = { ...chain, leaf, path, forbidden: findForbidden(path, [...chain.sent, ...chain.store.certificates]) };
  const found = [
    ...judgeDates(judged),
    ...judgeName(judged),
    ...judgeTrust(judged),
    ...judgeKeys(judged),
    ...judgeOrder(judged),
    ...judgeConstraints(judged),
    ...judgeStaple(judged),
  ];
  return [...found, ...judgeRest(judged, found)].sort(bySeriousness);
}
