import type { World } from '../world.ts';

/** Where PartnerCRM keeps idempotency keys. A node sees its own memory, or the table that all share. */
export type KeyStore = {
  /** The row saved for the key, `pending` while the request that claimed it runs, undefined when the key is unknown or expired. */
  readonly find: (at: { readonly node: string; readonly key: string | null }) => number | 'pending' | undefined;
  /** Calls back with the row once the pending request has saved it, or without when it failed. */
  readonly whenSaved: (
    at: { readonly node: string; readonly key: string },
    call: (row: number | undefined) => void,
  ) => void;
  readonly claim: (at: { readonly node: string; readonly key: string | null }) => void;
  /** Gives the claim back: the request failed before it inserted. */
  readonly release: (at: { readonly node: string; readonly key: string | null }) => void;
  readonly save: (entry: { readonly node: string; readonly key: string | null; readonly row: number }) => void;
  /** Writes what the store holds to the evidence, as the export of a table or of each node's memory. */
  readonly dump: () => void;
};

type Entry = {
  readonly node: string;
  readonly key: string;
  row?: number;
  savedAt: number;
  readonly waiting: ((row: number | undefined) => void)[];
};

/**
 * Creates the store for the scenario's mode. `table` knows a key once it is saved (check, insert, save: two requests at
 * once both insert); `memory` and `claimed-table` know it as soon as it is claimed, so that the second request waits.
 */
export function createKeyStore({ clock, evidence, plan, random }: World): KeyStore {
  const { mode, ttl_s, save_after_ms } = plan.scenario.partnercrm.idempotency;
  const isKept = mode !== 'none' && mode !== 'ignored';
  const isClaimed = mode === 'memory' || mode === 'claimed-table';
  const chance = random.fork('key-store');
  const entries = new Map<string, Entry>();
  const place = (node: string, key: string) => (mode === 'memory' ? `${node}/${key}` : key);
  const expiresAt = ({ savedAt }: Entry) => savedAt + ttl_s * 1000;

  const put = ({ node, key, row }: { readonly node: string; readonly key: string; readonly row: number }) => {
    const waiting = entries.get(place(node, key))?.waiting ?? [];
    // The statement is an upsert: the last one to save a key is the one whose row stays.
    entries.set(place(node, key), { node, key, row, savedAt: clock.now(), waiting: [] });
    for (const call of waiting) call(row);
  };

  return {
    find: ({ node, key }) => {
      const entry = key === null ? undefined : entries.get(place(node, key));
      if (!isKept || !entry) return undefined;
      if (entry.row === undefined) return 'pending';
      return expiresAt(entry) > clock.now() ? entry.row : undefined;
    },
    whenSaved: ({ node, key }, call) => entries.get(place(node, key))?.waiting.push(call),
    claim: ({ node, key }) => {
      if (isClaimed && key !== null) entries.set(place(node, key), { node, key, savedAt: clock.now(), waiting: [] });
    },
    release: ({ node, key }) => {
      const entry = key === null ? undefined : entries.get(place(node, key));
      if (key === null || !entry || entry.row !== undefined) return;
      entries.delete(place(node, key));
      for (const call of entry.waiting) call(undefined);
    },
    save: ({ node, key, row }) => {
      if (!isKept || key === null) return;
      if (isClaimed) put({ node, key, row });
      else clock.after(chance.int(save_after_ms), () => put({ node, key, row }));
    },
    dump: () => {
      const saved = [...entries.values()]
        .filter((entry) => entry.row !== undefined)
        .sort((one, other) => one.savedAt - other.savedAt);
      for (const entry of saved) {
        const fields = {
          node: entry.node,
          key: entry.key,
          row: entry.row,
          expires_at: new Date(expiresAt(entry)).toISOString(),
        };
        evidence.json({ file: 'partnercrm-idempotency.jsonl', at: entry.savedAt, fields });
      }
    },
  };
}
