import { CheckProblem } from '../../errors.ts';
import { readAccess } from './access.ts';
import { countBare } from './bare-lines.ts';
import { createClient } from './client.ts';
import { renderStoreCurl } from './curl.ts';
import { toLine } from './elasticsearch/document.ts';
import { type MappedFields, readFields, toPath } from './elasticsearch/fields.ts';
import { toQuery } from './elasticsearch/query.ts';
import { readHits } from './elasticsearch/read-hits.ts';
import { toBody } from './elasticsearch/search.ts';
import { closeSnapshot, openSnapshot } from './elasticsearch/snapshot.ts';
import type { RemoteStore } from './store.ts';
import type { StoreContext } from './store-context.ts';
import type { ElasticsearchSource } from './store-schema.ts';

/** Documents of Elasticsearch or OpenSearch, over `_search`, read from a point in time where there is one. */
export function createElasticsearch(source: ElasticsearchSource, context: StoreContext): RemoteStore {
  const { env, now, maxBytes } = context;
  // What the last read learned of the fields, so that its command shows what was asked for.
  let known: MappedFields = new Map();
  return {
    slackMs: source.slack * 1000,
    read: async function* (filter, { signal, maxLines, onReport }) {
      const access = readAccess({ given: source, env, store: 'Elasticsearch' });
      const client = createClient({ store: 'Elasticsearch', base: source, access, signal, now, onReport, maxBytes });
      const finish = () => {
        client.close();
        onReport(client.report());
      };
      let closing = Promise.resolve();
      try {
        const fields = await readFields(client, source, filter);
        known = fields;
        const snapshot = await openSnapshot(client, source);
        const bare = countBare({ all: 'documents', field: `the field "${source.message}"`, key: 'message' });
        try {
          for await (const hits of readHits({ client, source, filter, fields, snapshot, maxLines })) {
            if (hits.some((hit) => hit._source === undefined)) throw withoutSource();
            yield bare.count(hits.map((hit) => toLine(source, hit)));
          }
          bare.tell(client);
        } finally {
          closing = closeSnapshot(client, snapshot);
        }
      } finally {
        // Who cancels does not wait for the cleaning up.
        if (signal.aborted) void closing.finally(finish);
        else await closing.finally(finish);
      }
    },
    command: (filter) => {
      const snapshot = { flavour: 'none', id: undefined } as const;
      const query = toQuery({ source, filter, fields: known, expensive: true });
      const body = JSON.stringify(toBody({ source, query, size: source.limit, snapshot, after: undefined }));
      const headers = { 'Content-Type': 'application/json' };
      const path = `${toPath(source.index)}/_search`;
      return renderStoreCurl({ base: source, credentials: source, path, headers, body });
    },
  };
}

function withoutSource(): CheckProblem {
  return new CheckProblem({
    status: 'error',
    message: 'Elasticsearch gives documents without _source, so that there is no line to read',
    unblock: 'Name an index that keeps _source',
  });
}
