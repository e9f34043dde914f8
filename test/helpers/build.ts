import { execa } from 'execa';

/** Builds the program once before the tests, so that those which run it never see an old one. */
export default async function setup(): Promise<void> {
  await execa('node', ['scripts/build.js'], { cwd: new URL('../../', import.meta.url) });
}
