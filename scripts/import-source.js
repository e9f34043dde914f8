// Bundles a TypeScript file of this package and imports it: what a bench needs of the sources or the tests.
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = new URL('../', import.meta.url).pathname;

/** Gives the module of `entry` and the folder of its bundle to `use`; the folder is removed when that is done. */
export async function withSource(entry, use) {
  const folder = await mkdtemp(path.join(root, 'node_modules', '.bench-'));
  try {
    const bundle = await rolldown({
      cwd: root,
      // Logs are scanned in threads, which start from a file beside the one that asks.
      input: { run: `${root}${entry}`, 'scan-worker': `${root}src/logs/scan/scan-worker.ts` },
      platform: 'node',
      external: /^[^./]/,
      checks: { ineffectiveDynamicImport: false },
    });
    await bundle.write({ dir: folder, format: 'esm', chunkFileNames: '[name]-[hash].js' });
    await bundle.close();
    return await use(await import(path.join(folder, 'run.js')), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
