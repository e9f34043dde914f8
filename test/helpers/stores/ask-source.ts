import type { z } from 'zod';
import type { Measurement } from '../../../src/checks/check.ts';
import { log } from '../../../src/checks/log.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import type { Window } from '../../../src/logs/window.ts';
import { createCheckContext } from '../check-context.ts';

/** Asks a question of one log, the source `crm`, as a runbook's step does. */
export async function askSource(
  source: (StoreConfig | { readonly files: string }) & { readonly format?: string },
  question: z.input<typeof log.parameters> & object,
  of: {
    readonly window?: Window;
    readonly folder?: string;
    readonly env?: { readonly [name: string]: string };
  } = {},
): Promise<Measurement> {
  const entry = { id: 'crm', title: 'CRM log', owner: 'CRM', kind: 'log', log: { ...source, fields: {} } } as const;
  const context = await createCheckContext({
    sources: [entry],
    ...(of.folder === undefined ? {} : { folder: of.folder }),
    ...(of.window === undefined ? {} : { window: of.window }),
  });
  const logs = createLogStore({ folder: context.folder, sources: context.sources, env: of.env ?? {} });
  try {
    return await log.run(log.parameters.parse({ source: 'crm', ...question }), { ...context, logs });
  } finally {
    logs.close();
  }
}
