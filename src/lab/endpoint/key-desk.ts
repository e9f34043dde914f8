/**
 * What a receiver does with an idempotency key, as data. `store`: where keys are kept. `saved`: when a key is known to the next
 * request: as soon as the first has come, together with its record, or some time after it.
 */
export const keyModes = {
  none: { store: 'none', saved: 'never' },
  shared: { store: 'one', saved: 'on-arrival' },
  'per-node': { store: 'each-node', saved: 'on-arrival' },
  unique: { store: 'one', saved: 'with-record' },
  'check-then-insert': { store: 'one', saved: 'after-record' },
} as const satisfies { readonly [mode: string]: { readonly store: string; readonly saved: string } };

export type KeyMode = keyof typeof keyModes;

/** What a request with a key is about: which node it reached, its key, and the sha256 of its body. */
export type KeyedRequest = { readonly node: string; readonly key: string | undefined; readonly body: string };

/** An answer that is kept with a key and given again. */
export type KeptAnswer = { readonly status: number; readonly record: string };

/** What to do with a request that has just come. `wait` resolves to the answer of the one that runs, or to undefined where it failed. */
export type Decision =
  | { readonly do: 'work' }
  | { readonly do: 'replay'; readonly answer: KeptAnswer }
  | { readonly do: 'wait'; readonly answer: Promise<KeptAnswer | undefined> }
  | { readonly do: 'refuse'; readonly status: 400 | 422; readonly why: string };

/** The state machine of one mode: `arrive`, then `finish` or `fail` for what was told to work. */
export type KeyDesk = {
  readonly arrive: (request: KeyedRequest) => Decision;
  /** Makes the record, or gives 409 where another request of the key has made it meanwhile. */
  readonly finish: (
    request: KeyedRequest,
    status: number,
  ) => KeptAnswer | { readonly status: 409; readonly record: null };
  /** The work came to nothing: no record, and the key is free again. */
  readonly fail: (request: KeyedRequest) => void;
};

type Entry = {
  readonly body: string;
  answer: KeptAnswer | undefined;
  readonly waiting: ((answer: KeptAnswer | undefined) => void)[];
};

/**
 * Creates the desk of a mode. `otherBody` is what a known key with another body gets: 422, as the Idempotency-Key draft asks for
 * (draft-ietf-httpapi-idempotency-key-header, 2.7), or the first answer again. `nextRecord` numbers the records.
 */
export function createKeyDesk(given: {
  readonly mode: KeyMode;
  readonly otherBody: 'refuse' | 'replay';
  readonly isKeyRequired: boolean;
  readonly nextRecord: () => string;
}): KeyDesk {
  const { store, saved } = keyModes[given.mode];
  const entries = new Map<string, Entry>();
  const placeOf = ({ node, key }: KeyedRequest) =>
    key === undefined || store === 'none' ? undefined : `${store === 'each-node' ? node : ''}\n${key}`;
  const entryOf = (request: KeyedRequest) => {
    const place = placeOf(request);
    return place === undefined ? undefined : entries.get(place);
  };
  const put = (request: KeyedRequest, answer: KeptAnswer | undefined) => {
    const place = placeOf(request);
    if (place === undefined) return;
    const waiting = entries.get(place)?.waiting ?? [];
    entries.set(place, { body: request.body, answer, waiting: [] });
    for (const call of waiting) call(answer);
  };
  return {
    arrive: (request) => {
      if (given.isKeyRequired && request.key === undefined)
        return { do: 'refuse', status: 400, why: 'an Idempotency-Key is required' };
      const entry = entryOf(request);
      if (entry === undefined) {
        if (saved === 'on-arrival') put(request, undefined);
        return { do: 'work' };
      }
      if (entry.body !== request.body && given.otherBody === 'refuse')
        return { do: 'refuse', status: 422, why: 'the Idempotency-Key was used with another body' };
      if (entry.answer !== undefined) return { do: 'replay', answer: entry.answer };
      return { do: 'wait', answer: new Promise((resolve) => entry.waiting.push(resolve)) };
    },
    finish: (request, status) => {
      if (saved === 'with-record' && entryOf(request) !== undefined) return { status: 409, record: null };
      const answer = { status, record: given.nextRecord() };
      put(request, answer);
      return answer;
    },
    fail: (request) => {
      const place = placeOf(request);
      const entry = entryOf(request);
      if (place === undefined || entry === undefined || entry.answer !== undefined) return;
      entries.delete(place);
      for (const call of entry.waiting) call(undefined);
    },
  };
}
