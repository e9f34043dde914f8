import { readAccess } from './access.ts';
import { createClient } from './client.ts';
import { renderStoreCurl } from './curl.ts';
import { toLogQl } from './loki/logql.ts';
import { readSpan } from './loki/read-span.ts';
import { queryOf, rangePath, tenantOf } from './loki/request.ts';
import { spanOf } from './loki/span.ts';
import type { RemoteStore } from './store.ts';
import type { StoreContext } from './store-context.ts';
import type { LokiSource } from './store-schema.ts';

/** Streams of Grafana Loki, over its HTTP API: range queries for lines, an instant query to count them. */
export function createLoki(source: LokiSource, context: StoreContext): RemoteStore {
  const { env, now, maxBytes } = context;
  return {
    slackMs: source.slack * 1000,
    read: async function* (filter, { signal, maxLines, onReport }) {
      const access = readAccess({ given: source, env, store: 'Loki' });
      const client = createClient({ store: 'Loki', base: source, access, signal, now, onReport, maxBytes });
      try {
        if (filter.window === undefined) {
          client.notice(`no window was given: only the last ${source.since} hours were asked for`);
        }
        yield* readSpan({ source, filter, client, span: spanOf(source, filter, now()), maxLines });
      } finally {
        client.close();
        onReport(client.report());
      }
    },
    command: (filter) => {
      const span = spanOf(source, filter, now());
      const query = toLogQl(source, filter, { regex: true }).text;
      const fields = queryOf({ query, span, limit: source.limit });
      return renderStoreCurl({
        base: source,
        credentials: source,
        path: rangePath,
        headers: tenantOf(source),
        query: fields,
      });
    },
  };
}
