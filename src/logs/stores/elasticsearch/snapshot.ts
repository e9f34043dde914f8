import type { Client } from '../client.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import { readReason, toPath } from './fields.ts';
import { type Shards, tellFailed } from './shards.ts';

/** What the documents are read from: a point in time, which a search may rename, or the index as it stands. */
export type Snapshot = { readonly flavour: 'elasticsearch' | 'opensearch' | 'none'; id: string | undefined };

const keepAlive = '2m';

/**
 * Opens a point in time, so that paging sees one state of the index. Elasticsearch and OpenSearch have a path of their own
 * for it; where neither answers (an old version, no right to it), the index is read as it stands.
 */
export async function openSnapshot(client: Client, source: ElasticsearchSource): Promise<Snapshot> {
  const { index, flavour } = source;
  const none: Snapshot = { flavour: 'none', id: undefined };
  for (const spoken of flavour === 'auto' ? (['elasticsearch', 'opensearch'] as const) : [flavour]) {
    const path = spoken === 'elasticsearch' ? '_pit' : '_search/point_in_time';
    const told = await client.ask({ method: 'POST', path: `${toPath(index)}/${path}?keep_alive=${keepAlive}` });
    if (told.status === 200 && told.text !== undefined) {
      const { id, pit_id: pit, _shards: shards } = client.json(told) as Opened;
      tellFailed(client, shards);
      const opened = spoken === 'elasticsearch' ? id : pit;
      if (typeof opened === 'string') return { flavour: spoken, id: opened };
    }
    const reason = readReason(told.text);
    if (![200, 400, 403, 404, 405].includes(told.status) || /index_not_found|index_closed/.test(reason)) {
      throw client.refusal(told, reason);
    }
  }
  return none;
}

type Opened = { readonly id?: string; readonly pit_id?: string; readonly _shards?: Shards };

/** The part of a search that names its point in time. */
export function pitOf(snapshot: Snapshot): { readonly pit?: { readonly id: string; readonly keep_alive: string } } {
  return snapshot.id === undefined ? {} : { pit: { id: snapshot.id, keep_alive: keepAlive } };
}

/** Gives a point in time back, also after a cancel. That it could not be is no problem: it ends by itself. */
export async function closeSnapshot(client: Client, snapshot: Snapshot): Promise<void> {
  if (snapshot.id === undefined) return;
  const isOpenSearch = snapshot.flavour === 'opensearch';
  const body = JSON.stringify(isOpenSearch ? { pit_id: [snapshot.id] } : { id: snapshot.id });
  const headers = { 'content-type': 'application/json' };
  const path = isOpenSearch ? '_search/point_in_time' : '_pit';
  await client.ask({ method: 'DELETE', path, headers, body, isCleanUp: true }).catch(() => undefined);
}
