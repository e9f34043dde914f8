import type { ClickhouseSource, ElasticsearchSource, LokiSource } from './store-schema.ts';

/** One remote store, with its templates filled in. */
export type StoreConfig =
  | { readonly loki: LokiSource }
  | { readonly elasticsearch: ElasticsearchSource }
  | { readonly clickhouse: ClickhouseSource };

/** The remote store that a source names, or undefined when it names none. */
export function storeOf(log: {
  readonly loki?: LokiSource | undefined;
  readonly elasticsearch?: ElasticsearchSource | undefined;
  readonly clickhouse?: ClickhouseSource | undefined;
}): StoreConfig | undefined {
  if (log.loki !== undefined) return { loki: log.loki };
  if (log.elasticsearch !== undefined) return { elasticsearch: log.elasticsearch };
  return log.clickhouse === undefined ? undefined : { clickhouse: log.clickhouse };
}
