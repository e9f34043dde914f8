import type { Definition } from '../logs/formats/definition.ts';
import { type KnownFormats, knowFormats } from '../logs/formats/known-formats.ts';
import type { LoadedRunbook } from '../runbook/load.ts';

/** The formats that come with causebook, then the person's, then the runbook's. */
export async function knowAll(
  machine: { readonly formats?: () => Promise<readonly Definition[]> },
  { runbook }: LoadedRunbook,
): Promise<KnownFormats> {
  return knowFormats([...((await machine.formats?.()) ?? []), ...runbook.formats]);
}
