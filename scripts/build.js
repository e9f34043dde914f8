// Bundles src/ into dist/: one ESM bundle for a fast start. Packages with native binaries stay outside; the parts that
// not every run needs (screen, prompts, lab) are chunks of their own, loaded when they are needed.
import { readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  external: ['@duckdb/node-api', '@vscode/ripgrep'],
  // Ink asks for the devtools only in development; its static import would end the bundle.
  alias: { 'react-devtools-core': './scripts/react-devtools-stub.js' },
  define: { 'process.env.NODE_ENV': '"production"', CAUSEBOOK_VERSION: JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
