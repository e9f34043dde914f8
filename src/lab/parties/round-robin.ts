import type { Try } from './edge-line.ts';
import type { AnyRequest, Upstream } from './http.ts';

/**
 * Creates the choice of the next upstream, in turn, leaving out those the request has tried. Registrations have a turn of
 * their own: an upstream block for writes, so that slow ones do not hold up the reads.
 */
export function createRoundRobin<Asked>(
  upstreams: readonly Upstream<Asked>[],
  first: number,
): (request: AnyRequest, tried: readonly Try[]) => Upstream<Asked> {
  const turns = { POST: first, other: first };
  return ({ method }, tried) => {
    const pool = method === 'POST' ? 'POST' : 'other';
    for (let skipped = 0; ; skipped += 1) {
      const upstream = upstreams[turns[pool] % upstreams.length] as Upstream<Asked>;
      turns[pool] += 1;
      if (skipped >= upstreams.length || !tried.some(({ address }) => address === upstream.address)) return upstream;
    }
  };
}
