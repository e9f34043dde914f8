import type { Verdict } from '../check.ts';
import { type PartResult, type RepeatOutcome, tellPart } from './judge-part.ts';

/** Judges a whole replay: the worst part names the outcome, every part is told. `planned` is how many requests were to be sent. */
export function judge(results: readonly PartResult[], planned: number): Verdict {
  const sent = results.reduce((sum, { done }) => sum + done.sent.length, 0);
  const told = results.map(tellPart).join('; ');
  const cut = sent < planned ? `. The time was up: ${sent} of ${planned} requests were sent` : '';
  const [outcome, status] = worst(results, sent < planned);
  const hint = hints[outcome] ?? '';
  return { outcome, status, say: `${told.charAt(0).toUpperCase()}${told.slice(1)}${cut}${hint}` };
}

type Told = readonly [outcome: string, status: Verdict['status']];

/** From what tells most of the receiver to what tells least. */
const order: readonly (readonly [RepeatOutcome, Verdict['status']])[] = [
  ['several-records', 'fail'],
  ['server-errors', 'fail'],
  ['refused', 'warn'],
  ['not-told', 'warn'],
  ['no-record', 'warn'],
  ['conflict-answers', 'warn'],
];

const hints: { readonly [outcome: string]: string } = {
  refused: '. Nothing is learned of the key: mend the request first',
  'not-told': '. Say where an answer names its record (`record`), or how to count them (`effects`)',
  'no-record': '. If the work is done later, wait longer before counting (`effects.wait`)',
  'conflict-answers':
    '. One record, but not one answer: a client that takes the other answer for a failure sends again',
};

function worst(results: readonly PartResult[], isCut: boolean): Told {
  const repeats = results.filter(({ part }) => part.name === 'sequence' || part.name === 'together');
  const [first, ...rest] = order;
  if (first !== undefined && repeats.some(({ outcome }) => outcome === first[0])) return first;
  if (isCut) return ['incomplete', 'warn'];
  const found = rest.find(([outcome]) => repeats.some((one) => one.outcome === outcome));
  if (found !== undefined) return found;
  const other = results.find(({ part }) => part.name === 'other_body');
  if (other !== undefined && ['first-record', 'new-record', 'not-told'].includes(other.outcome))
    return ['other-body-taken', 'fail'];
  const fresh = results.find(({ part }) => part.name === 'new_key');
  if (fresh?.outcome === 'first-record' || fresh?.outcome === 'refused') return ['new-key-made-nothing', 'warn'];
  if (results.some(({ outcome }) => outcome === 'server-errors')) return ['server-errors', 'fail'];
  return ['one-record', 'pass'];
}
