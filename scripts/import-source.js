// Bundles a TypeScript file of this package and imports it: what a bench needs of the sources or the tests.
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url).pathname;

/** Gives the module of `entry` and the folder of its bundle to `use`; the folder is removed when that is done. */
export async function withSource(entry, use) {
  const folder = await mkdtemp(path.join(root, 'node_modules', '.bench-'));
  try {
    await build({
      absWorkingDir: root,
      // Logs are scanned in threads, which start from a file beside the one that asks.
      entryPoints: { run: entry, 'scan-worker': 'src/logs/scan/scan-worker.ts' },
      outdir: folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'warning',
    });
    return await use(await import(path.join(folder, 'run.js')), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
