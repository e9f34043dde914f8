import type { Try } from './edge-line.ts';
import type { Request, Upstream } from './http.ts';

/**
 * Creates the choice of the next upstream, in turn, leaving out those the request has tried. Registrations have a turn of
 * their own: an upstream block for writes, so that slow ones do not hold up the reads.
 */
export function createRoundRobin(
  upstreams: readonly Upstream[],
  first: number,
): (request: Request, tried: readonly Try[]) => Upstream {
  const turns = { POST: first, other: first };
  return ({ method }, tried) => {
    const pool = method === 'POST' ? 'POST' : 'other';
    for (let skipped = 0; ; skipped += 1) {
      const upstream = upstreams[turns[pool] % upstreams.length] as Upstream;
      turns[pool] += 1;
      if (skipped >= upstreams.length || !tried.some(({ address }) => address === upstream.address)) return upstream;
    }
  };
}
