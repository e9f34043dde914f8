import type { z } from 'zod';
import { defineCheck } from './check.ts';
import { type Parameters, parameters } from './signature/parameters.ts';
import { fileTouches } from './touches.ts';

/**
 * Verifies the signature of a webhook request that was saved as it came, and says which mistake makes it wrong. The signature and the age
 * of its timestamp are judged apart; a mistake that was found is a failed check, never a pass.
 */
export const signature = defineCheck<Parameters>({
  kind: 'signature',
  summary: 'Verifies the signature of a saved webhook request, and says why it does not match',
  parameters: parameters as z.ZodType<Parameters>,
  facts: {
    scheme: 'string',
    recognised_by: 'dyn',
    signature_valid: 'bool',
    cause: 'dyn',
    causes: 'list',
    signed_at: 'dyn',
    age_s: 'dyn',
    within_tolerance: 'dyn',
    secret_index: 'dyn',
    key_id: 'dyn',
    secret_fingerprint: 'string',
    body_bytes: 'int',
    body_sha256: 'string',
    combinations_tried: 'int',
    sig_check: 'string',
    auth_reason: 'string',
  },
  timeoutMs: 10_000,
  reads: () => [],
  touches: (given) => fileTouches(given.request, given.body, given.headers, given.response, given.key_file),
  // Schemes and search are loaded when a check runs, not when the schema of runbooks is.
  run: async (given, context) => (await import('./signature/run.ts')).runSignature(given, context),
});
