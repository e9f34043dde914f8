import type { Filter } from '../../filter.ts';
import { createBorder } from '../border.ts';
import type { Client } from '../client.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import type { MappedFields } from './fields.ts';
import { toQuery } from './query.ts';
import { type Hit, search, toBody } from './search.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the next page begins: behind a document, or at (or after) a stamp. */
type Place = { readonly after?: Hit['sort']; readonly from?: { readonly stamp: string; readonly included: boolean } };

/**
 * Reads the documents of a filter page by page. A point in time of Elasticsearch goes on behind the last document; elsewhere
 * nothing tells documents of one stamp apart, so that a page begins at the last stamp and leaves out what came already.
 */
export async function* readHits(of: {
  readonly client: Client;
  readonly source: ElasticsearchSource;
  readonly filter: Filter;
  readonly fields: MappedFields;
  readonly snapshot: Snapshot;
  readonly maxLines: number;
}): AsyncGenerator<readonly Hit[]> {
  const { client, source, filter, fields, snapshot, maxLines } = of;
  const border = createBorder<string>();
  const isExact = snapshot.flavour === 'elasticsearch';
  let place: Place = {};
  let expensive = true;
  let most = source.limit;
  let ceiling = 10_000;
  for (let left = maxLines; ; ) {
    const held = isExact ? 0 : border.held();
    // One more than is wanted tells whether there are more.
    const size = Math.min(most, left + 1 + held);
    const query = toQuery({ source, filter, fields, expensive, from: place.from });
    const body = toBody({ source, query, size, snapshot, after: place.after });
    const found = await search(client, { source, snapshot, body, size });
    if (found === 'expensive') {
      if (!expensive) throw client.refusal({ status: 400, text: 'expensive queries are forbidden' });
      expensive = false;
      client.notice(
        'Elasticsearch forbids expensive queries: it gave all texts of the window, and causebook searched them',
      );
      continue;
    }
    if ('smaller' in found) {
      ceiling = found.smaller;
      most = found.smaller;
      continue;
    }
    const { hits } = found;
    const fresh = isExact
      ? hits
      : border.pass(hits, (hit) => ({ stamp: hit.sort[0], key: `${hit._index}\n${hit._id}` }));
    const wanted = fresh.slice(0, left);
    left -= wanted.length;
    if (wanted.length > 0) yield wanted;
    if (wanted.length < fresh.length) {
      client.loss(`more than ${maxLines} documents match in Elasticsearch; only the first ${maxLines} were read`);
      return;
    }
    const last = hits.at(-1);
    if (last === undefined || hits.length < size) return;
    if (client.isSpent(() => `nothing after ${last.sort[0]} was read`)) return;
    if (isExact) {
      place = { after: last.sort };
      continue;
    }
    const isStuck = place.from?.included === true && place.from.stamp === last.sort[0];
    if (isStuck && most < ceiling) {
      most = ceiling;
      continue;
    }
    if (isStuck) {
      client.loss(
        `${size} documents or more carry the stamp ${last.sort[0]}: no more than ${size} of them can be read`,
      );
    }
    place = { from: { stamp: last.sort[0], included: !isStuck } };
  }
}
