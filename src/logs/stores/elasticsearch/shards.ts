import type { Client } from '../client.ts';

/** How many parts of the indices an answer is made of, and which of them failed. */
export type Shards = {
  readonly total: number;
  readonly failed: number;
  readonly failures?: readonly { readonly reason?: { readonly type?: string; readonly reason?: string } }[];
};

/** Tells of shards that failed: an answer without them looks like a whole one. */
export function tellFailed(client: Client, shards: Shards | undefined): void {
  if (shards === undefined || shards.failed === 0) return;
  const { type, reason } = shards.failures?.[0]?.reason ?? {};
  const why = [type, reason].filter((part) => part !== undefined).join(': ');
  client.loss(
    `${shards.failed} of ${shards.total} shards failed${why === '' ? '' : ` (${why.slice(0, 200)})`}: their documents are missing`,
  );
}
