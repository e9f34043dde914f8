import { z } from 'zod';
import { ms } from './basics.ts';

/** The proxy in front of PartnerCRM. */
export const edge = z.strictObject({
  upstream_timeout_ms: ms.min(1).default(60_000),
  retries: z.int().min(0).default(1).describe('Further upstreams tried after the first'),
  non_idempotent: z
    .boolean()
    .default(false)
    .describe('Whether a POST that was already sent may go to the next upstream'),
  next_upstream: z
    .array(z.enum(['error', 'timeout', 'http_500', 'http_502', 'http_503', 'http_504', 'http_429']))
    .default(['error', 'timeout']),
});
