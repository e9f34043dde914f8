import type { Clock } from '../../clock.ts';

/**
 * Creates a limiter after nginx's `limit_req … nodelay` over one zone: a leaky bucket in thousandths of a request; what
 * would overflow the burst is refused and does not count (ngx_http_limit_req_module). Gives the excess of a refused request.
 */
export function createLimiter(
  clock: Clock,
  { rate_per_s, burst }: { readonly rate_per_s: number; readonly burst: number },
): () => number | undefined {
  let excess = 0;
  let last: number | undefined;
  return () => {
    const elapsed = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - last;
    const next = last === undefined ? 0 : Math.max(0, excess - rate_per_s * elapsed + 1000);
    if (next > burst * 1000) return next / 1000;
    excess = next;
    last = clock.now();
    return undefined;
  };
}
