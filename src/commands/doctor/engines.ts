import { createRequire } from 'node:module';
import type * as DuckDb from '@duckdb/node-api';
import { messageOf } from '../../errors.ts';
import type { Finding } from './finding.ts';

/** The first start of a binary from a cold or distant disk takes its time; one that hangs must not hold up the rest. */
const limitMs = 15_000;

const advice =
  'Install causebook again, for this system and processor, with optional packages (npm install --include=optional).';

/** Whether the programs that causebook brings along start here: what finds lines in logs, and what counts over them. */
export function judgeEngines(): Promise<readonly Finding[]> {
  return Promise.all([
    judge('ripgrep', startRipgrep, (version) => `ripgrep ${version} starts, it finds lines in logs`),
    judge('duckdb', startDuckDb, (version) => `DuckDB ${version} starts, it counts and joins over logs`),
  ]);
}

async function judge(
  id: string,
  start: (signal: AbortSignal) => Promise<string>,
  tell: (version: string) => string,
): Promise<Finding> {
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`it has not started after ${limitMs / 1000} s`)));
  });
  try {
    return { id, status: 'pass', say: tell(await Promise.race([start(signal), late])) };
  } catch (cause) {
    return { id, status: 'fail', say: `does not start: ${messageOf(cause).split('\n')[0]}`, advice };
  }
}

async function startRipgrep(signal: AbortSignal): Promise<string> {
  const [{ rgPath }, { execa }] = await Promise.all([import('@vscode/ripgrep'), import('execa')]);
  const { stdout } = await execa(rgPath, ['--no-config', '--version'], { cancelSignal: signal, maxBuffer: 10_000 });
  return /^ripgrep (\S+)/.exec(stdout)?.[1] ?? 'of unknown version';
}

async function startDuckDb(): Promise<string> {
  const { DuckDBInstance }: typeof DuckDb = createRequire(import.meta.url)('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const read = await (await instance.connect()).runAndReadAll('select version()');
    return String(read.getRows()[0]?.[0]).replace(/^v/, '');
  } finally {
    instance.closeSync();
  }
}
