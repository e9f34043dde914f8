import { createClickhouse } from './clickhouse.ts';
import { createElasticsearch } from './elasticsearch.ts';
import { createLoki } from './loki.ts';
import type { RemoteStore } from './store.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreConfig } from './store-of.ts';

/** Creates the store that a source names, with its templates filled in. Nothing is sent, and no credential read, before `read`. */
export function createStore(config: StoreConfig, context: StoreContext): RemoteStore {
  if ('loki' in config) return createLoki(config.loki, context);
  if ('elasticsearch' in config) return createElasticsearch(config.elasticsearch, context);
  return createClickhouse(config.clickhouse, context);
}
