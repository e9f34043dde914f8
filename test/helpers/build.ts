import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/**
 * Builds the program once before the tests, so that those which run it never see an old one, and gives all of them one temporary folder,
 * which goes with whatever a test or a program that it killed left there.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-tests-'));
  // Some programs run as somebody else.
  await chmod(folder, 0o1777);
  process.env.TMPDIR = folder;
  await execa('node', ['scripts/build.js'], { cwd: new URL('../../', import.meta.url) });
  return () => rm(folder, { recursive: true, force: true });
}
