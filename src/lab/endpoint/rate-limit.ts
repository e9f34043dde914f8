/** Creates a token bucket that lets `count` requests through in `perMs`, at once or spread; `take` tells whether one more may pass. */
export function createRateLimit(
  rate: { readonly count: number; readonly perMs: number } | undefined,
  now: () => number,
): { readonly take: () => boolean } {
  if (rate === undefined) return { take: () => true };
  let tokens = rate.count;
  let since = now();
  return {
    take: () => {
      const at = now();
      tokens = Math.min(rate.count, tokens + ((at - since) * rate.count) / rate.perMs);
      since = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
