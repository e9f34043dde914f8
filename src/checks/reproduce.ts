import type { z } from 'zod';
import { defineCheck } from './check.ts';
import { reproduceFacts } from './reproduce/facts.ts';
import { parameters, type ReproduceParameters } from './reproduce/parameters.ts';
import { touchesOfReplay } from './reproduce/touches.ts';

/**
 * Sends one request several times with one idempotency key to a test target that the person has named, and says how many records it made.
 * It changes something there, so it runs only after a yes, each time.
 */
export const reproduce = defineCheck<ReproduceParameters>({
  kind: 'reproduce',
  summary: 'Sends one request several times with the same key to a test target, and compares answers and effects',
  parameters: parameters as unknown as z.ZodType<ReproduceParameters>,
  facts: reproduceFacts,
  timeoutMs: 120_000,
  alwaysWrites: true,
  writesTo: ({ target }) => [new URL(target)],
  reads: () => [],
  touches: touchesOfReplay,
  // Sockets and the search for ids are loaded when a check runs, not when the schema of runbooks is.
  run: async (given, context) => (await import('./reproduce/run.ts')).runReproduce(given, context),
});
