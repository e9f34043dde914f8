import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { SourceEntry } from '../../logs/source.ts';
import { configSource } from '../../logs/source-schema.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';

/** Reads a settings file by hand. */
export async function checkConfig(name: string, settings: readonly string[], flags: CommonFlags): Promise<void> {
  const file = path.resolve(name);
  if (flags.dryRun !== true) await assertFile(file);
  const config = configSource.parse({ file: path.basename(file), fields: {} });
  const entry: SourceEntry = { id: 'file', title: path.basename(file), owner: 'you', kind: 'config', config };
  const parameters = { source: 'file', settings: settings.length === 0 ? undefined : settings };
  await runByHand({ kind: 'config', parameters, folder: path.dirname(file), sources: [entry] }, flags);
}

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new UserError({ message: `there is no file "${file}"` });
  if (!found.isFile()) throw new UserError({ message: `"${file}" is not a file` });
}
