import { expect } from 'vitest';
import type { Program } from './program.ts';

/** What `check log` says of files in a folder, as JSON; nothing may stand on its standard error. */
export async function askLogs(of: {
  readonly program: Program;
  readonly folder: string;
  readonly files: readonly string[];
  readonly flags: readonly string[];
}) {
  const { program, folder, files, flags } = of;
  const ran = await program.run(['check', 'log', ...files, ...flags, '--json'], {
    cwd: folder,
    env: { LOG_DIR: folder },
  });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout);
}
