import { type Part, partWords } from './plan.ts';
import { isSuccess, type RecordIds } from './record-id.ts';
import type { SentPart } from './send.ts';

/** What a part came to. `created` is what the target counted more than before; `records` the number of records made, null where nothing tells it. */
export type PartResult = {
  readonly part: Part;
  readonly done: SentPart;
  readonly ids: RecordIds;
  readonly created: number | null;
  readonly records: number | null;
  readonly outcome: RepeatOutcome | SingleOutcome;
};

/** What several requests with one key came to. */
export type RepeatOutcome =
  | 'one-record'
  | 'several-records'
  | 'no-record'
  | 'conflict-answers'
  | 'refused'
  | 'server-errors'
  | 'not-told'
  | 'not-run';

/** What a request that differs in one thing came to, beside the first part's. */
export type SingleOutcome = 'refused' | 'first-record' | 'new-record' | 'server-errors' | 'not-told' | 'not-run';

/** Judges a part. `first` is the first part, which the single requests are compared with. */
export function judgePart(of: {
  readonly part: Part;
  readonly done: SentPart;
  readonly ids: RecordIds;
  readonly created: number | null;
  readonly first: PartResult | undefined;
}): PartResult {
  const { part, done, ids, created, first } = of;
  const known = new Set(ids.ids.filter((id) => id !== null));
  const records = created ?? (ids.from === null ? null : known.size);
  const isRepeat = part.name === 'sequence' || part.name === 'together';
  const outcome = isRepeat ? judgeRepeat(done, records) : judgeSingle(of, first);
  return { part, done, ids, created, records, outcome };
}

/** A part in half a sentence: `at the same moment: 3 requests, one key, 3 records (3 × 201)`. */
export function tellPart({ part, done, records, outcome }: PartResult): string {
  const words = partWords[part.name];
  const { sent } = done;
  if (sent.length === 0) return `${words}: not sent`;
  const answers = tellAnswers(done);
  if (part.name !== 'sequence' && part.name !== 'together')
    return `${words}: ${singleWords[outcome as SingleOutcome]} (${answers})`;
  const spread =
    done.spreadMs === undefined ? '' : `, let go within ${Math.max(0.1, Math.round(done.spreadMs * 10) / 10)} ms`;
  const told =
    records === null ? 'nothing tells how many records' : records === 0 ? 'no record' : count(records, 'record');
  return `${words}: ${count(sent.length, 'request')}, one key, ${told} (${answers}${spread})`;
}

const singleWords: { readonly [O in SingleOutcome]: string } = {
  refused: 'refused',
  'first-record': 'answered with the first record',
  'new-record': 'made a record',
  'server-errors': 'not answered as it should be',
  'not-told': 'taken, and nothing tells what came of it',
  'not-run': 'not sent',
};

function judgeRepeat({ sent }: SentPart, records: number | null): RepeatOutcome {
  if (sent.length === 0) return 'not-run';
  if (records !== null && records > 1) return 'several-records';
  if (sent.some(({ answer }) => answer === undefined || answer.status >= 500)) return 'server-errors';
  const taken = sent.filter(({ answer }) => isSuccess(answer?.status ?? 0)).length;
  if (taken === 0) return 'refused';
  if (taken < sent.length) return 'conflict-answers';
  if (records === null) return 'not-told';
  return records === 0 ? 'no-record' : 'one-record';
}

function judgeSingle(
  { done, ids, created }: { readonly done: SentPart; readonly ids: RecordIds; readonly created: number | null },
  first: PartResult | undefined,
): SingleOutcome {
  const [only] = done.sent;
  if (only === undefined) return 'not-run';
  const status = only.answer?.status ?? 0;
  if (status === 0 || status >= 500) return 'server-errors';
  if (!isSuccess(status)) return 'refused';
  if (created !== null) return created > 0 ? 'new-record' : 'first-record';
  const [id] = ids.ids;
  const firstIds = first?.ids.ids ?? [];
  if (id === undefined || id === null || !firstIds.some((one) => one !== null)) return 'not-told';
  return firstIds.includes(id) ? 'first-record' : 'new-record';
}

/** `2 × 201, 1 × 409`, or why there was no answer. */
function tellAnswers({ sent }: SentPart): string {
  const counts = new Map<string, number>();
  for (const { answer, failure } of sent) {
    const word = answer === undefined ? (failure ?? 'no answer') : String(answer.status);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, n]) => (sent.length === 1 ? word : `${n} × ${word}`)).join(', ');
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
