import type { z } from 'zod';
import { defineCheck } from './check.ts';
import { type Parameters, parameters } from './script/parameters.ts';

/**
 * Runs a module that lies beside the runbook, once the person has approved its text, in a process of its own with zx's `$` at hand; what
 * it returns are the facts, what it prints is evidence, what it throws is an error at file:line of the script. It ends with all that it
 * has started.
 */
export const script = defineCheck<Parameters>({
  kind: 'script',
  summary: 'Runs a JavaScript module that lies beside the runbook, with zx at hand, once it has been approved',
  parameters: parameters as unknown as z.ZodType<Parameters>,
  facts: 'open',
  timeoutMs: 60_000,
  asserts: () => false,
  asks: ['inputs', 'env'],
  reads: () => [],
  touches: ({ file }) => [{ what: 'command', text: `the script ${file} beside the runbook`, writes: false }],
  // What runs programs is loaded when one is run.
  run: async (given, context) => (await import('./script/run.ts')).runScript(given, context),
});
