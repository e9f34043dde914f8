// The answers in one form, so that those of different programs can be compared: small numbers as they are, long tables as
// a hash of their sorted lines.
import { createHash } from 'node:crypto';

/** Counts by minute and status, from `[minute as YYYY-MM-DDTHH:MM, status, count]` in any order. */
export function minutesAnswer(triples) {
  return {
    ...statusAnswer(triples.map(([, status, count]) => [status, count])),
    groups: triples.length,
    minutes: hashLines(triples.map(([minute, status, count]) => `${minute} ${status} ${Number(count)}`)),
  };
}

/** Counts by status, from `[status, count]` in any order; several of one status add up. */
export function statusAnswer(pairs) {
  const counts = new Map();
  for (const [status, count] of pairs) counts.set(String(status), (counts.get(String(status)) ?? 0) + Number(count));
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    events: sorted.reduce((sum, [, count]) => sum + count, 0),
    statuses: sorted.map(([status, count]) => `${status}:${count}`).join(' '),
  };
}

/** Who repeated, from `[customer, gap in milliseconds]` for each pair of neighbouring requests at most 10 s apart. */
export function repeatsAnswer(pairs) {
  return {
    customers: new Set(pairs.map(([customer]) => customer)).size,
    pairs: pairs.length,
    gaps: hashLines(pairs.map(([, gap]) => String(Math.round(gap)))),
  };
}

/** The ids that are in no line. */
export function idsAnswer(ids) {
  return { missing: ids.length, ids: [...ids].sort().join(' ') };
}

/**
 * Compares an answer with what may be true, key by key, as far as both have it: gives what differs, or undefined. An answer
 * that has nothing to compare is no answer.
 */
export function differenceOf(answer, truths) {
  const differences = truths.map((truth) => {
    const keys = Object.keys(truth).filter((key) => answer[key] !== undefined);
    const wrong = keys.find((key) => answer[key] !== truth[key]);
    if (keys.length === 0) return 'nothing in the answer can be compared';
    return wrong === undefined ? undefined : `${wrong}: ${answer[wrong]} instead of ${truth[wrong]}`;
  });
  return differences.includes(undefined) ? undefined : differences[0];
}

/** The keys of the truth that an answer does not give. */
export function notCompared(answer, truth) {
  return Object.keys(truth).filter((key) => answer[key] === undefined);
}

function hashLines(lines) {
  return createHash('sha1').update(lines.sort().join('\n')).digest('hex').slice(0, 12);
}
