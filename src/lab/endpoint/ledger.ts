import type { Arrival, EndpointCounts } from './arrival.ts';

/** What a mock partner remembers: counts over all, and by the fingerprint of the key. */
export type Ledger = {
  readonly nextRecord: () => string;
  /** No more records are kept: the next request must be turned away. */
  readonly isFull: () => boolean;
  readonly add: (arrival: Arrival) => void;
  readonly counts: () => EndpointCounts;
  readonly byKey: () => readonly { readonly key: string | null; readonly requests: number; readonly records: number }[];
};

/** A mock that is left running must not fill the memory. */
const maxRecords = 10_000;
const maxKeys = 10_000;

/** Creates an empty ledger. */
export function createLedger(): Ledger {
  let made = 0;
  let requests = 0;
  const keys = new Map<string | null, { requests: number; readonly records: Set<string> }>();
  return {
    nextRecord: () => {
      made += 1;
      return `rec_${made}`;
    },
    isFull: () => made >= maxRecords || keys.size > maxKeys,
    add: ({ key, record, how }) => {
      if (how === 'read') return;
      requests += 1;
      const entry = keys.get(key) ?? { requests: 0, records: new Set<string>() };
      entry.requests += 1;
      if (record !== null) entry.records.add(record);
      keys.set(key, entry);
    },
    counts: () => ({ requests, keys: [...keys.keys()].filter((key) => key !== null).length, records: made }),
    byKey: () => [...keys].map(([key, { requests, records }]) => ({ key, requests, records: records.size })),
  };
}
