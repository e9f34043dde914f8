import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** What a run of the built program left: what it printed, its exit code, and the incidents that now exist. */
export type Ran = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly incidents: readonly string[];
};

/** The built program with a home of its own. */
export type Program = {
  readonly run: (
    argv: readonly string[],
    options?: { readonly cwd?: string; readonly input?: string; readonly env?: Record<string, string> },
  ) => Promise<Ran>;
  readonly env: Record<string, string>;
  readonly home: string;
  readonly incidents: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
};

export const bin = fileURLToPath(new URL('../../bin/causebook', import.meta.url));

/** Makes a home for the program: state, cache and data of a test stay in a folder of its own, made in `folder`. */
export async function createProgram(folder = tmpdir()): Promise<Program> {
  const home = await mkdtemp(path.join(folder, 'causebook-home-'));
  const env = {
    HOME: home,
    XDG_STATE_HOME: path.join(home, 'state'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_DATA_HOME: path.join(home, 'data'),
  };
  const incidents = () => readdir(path.join(home, 'state', 'causebook', 'incidents')).catch(() => []);
  return {
    env,
    home,
    incidents,
    run: async (argv, options = {}) => {
      const { stdout, stderr, exitCode } = await execa('node', [bin, ...argv], {
        env: { ...env, ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
        reject: false,
      });
      return { stdout, stderr, exitCode, incidents: await incidents() };
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
