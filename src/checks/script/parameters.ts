import { z } from 'zod';
import { environmentSchema } from '../command/environment.ts';

/** What a `script:` step may say. */
export const parameters = z.strictObject({
  file: z
    .string()
    .superRefine((file, { addIssue }) => {
      const message = problemOfName(file);
      if (message !== undefined) addIssue({ code: 'custom', message });
    })
    .describe(
      "A module in the runbook's folder, like checks/queue.mjs: `export default async ({ inputs, window, evidence, signal, $ }) => facts`. It may import zx and Node's own modules",
    ),
  inputs: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be a name like customer_id'), z.json())
    .optional()
    .describe('What it gets as `inputs`, by name; templates are filled in. Secrets go through `env`'),
  env: environmentSchema.optional(),
  max_bytes: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(64 * 1024)
    .describe('How much of what it prints is kept as evidence, from the first byte on'),
});

export type Parameters = z.output<typeof parameters>;

function problemOfName(file: string): string | undefined {
  if (file.includes('${{')) return 'must be a file, not a template: what is run is the same for every incident';
  if (!/\.m?js$/.test(file)) return 'must be the name of a JavaScript module, like checks/queue.mjs';
  if (file.startsWith('/') || file.split(/[\\/]/).includes('..')) return "must lie in the runbook's folder";
  return undefined;
}
