// Bundles src/ into dist/: ESM files that start fast. Packages with native binaries stay outside; what not every run
// needs (screen, prompts, lab) are chunks of their own, loaded when they are needed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

await rm(`${root}dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts', 'scan-worker': 'src/logs/scan/scan-worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  metafile: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  external: ['@duckdb/node-api', '@vscode/ripgrep'],
  // Ink asks for the devtools only in development; its static import would end the bundle.
  alias: { 'react-devtools-core': './scripts/react-devtools-stub.js' },
  define: {
    // Yoga has its WebAssembly inlined, and would still fetch it from a data URL: on Node 20 that loads all of undici.
    fetch: 'undefined',
    'process.env.NODE_ENV': '"production"',
    CAUSEBOOK_VERSION: JSON.stringify(version),
    CAUSEBOOK_BUILD: JSON.stringify(await hashSources()),
  },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  plugins: [{ name: 'fast-string-width', setup: useFastStringWidth }],
  logLevel: 'warning',
});
// The process of a script: CommonJS, because zx takes the first place of a stack that is an ES module to be the script's.
const runner = await build({
  absWorkingDir: root,
  entryPoints: { 'script-runner': 'src/checks/script/runner.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  metafile: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  logLevel: 'warning',
});
const inputs = [metafile, runner.metafile].flatMap((built) => Object.keys(built.inputs));
await writeFile(`${root}dist/THIRD-PARTY-NOTICES.txt`, await collectNotices(inputs));

/** Whoever asks for string-width, Ink included, gets ours, and ours gets the library. */
function useFastStringWidth({ onResolve }) {
  const fast = `${root}scripts/fast-string-width.js`;
  onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === fast ? undefined : { path: fast }));
}

/** The licence texts of the packages whose code is inside the bundle. */
async function collectNotices(inputs) {
  const folders = new Set(inputs.map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]));
  folders.delete(undefined);
  const notices = await Promise.all(
    [...folders].sort().map(async (folder) => {
      const { name, version: release, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
      const file = (await readdir(`${root}${folder}`)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : await readFile(`${root}${folder}/${file}`, 'utf8');
      return `${name} ${release} (${license})\n\n${text.trim()}\n`;
    }),
  );
  return notices.join(`\n${'-'.repeat(80)}\n\n`);
}

// The runbooks that come with causebook are checked now, so that no start of a user has to: lint keeps what it found good.
const runbooks = (await readdir(`${root}runbooks`))
  .map((id) => `${root}runbooks/${id}/runbook.yaml`)
  .filter((file) => existsSync(file));
execFileSync(process.execPath, [`${root}bin/causebook`, 'lint', ...runbooks], {
  env: { ...process.env, XDG_CACHE_HOME: `${root}dist` },
  stdio: ['ignore', 'ignore', 'inherit'],
});

/** One hash over all sources: what an older build found good must be checked again. */
async function hashSources() {
  const files = (await readdir(`${root}src`, { recursive: true })).filter((file) => /\.tsx?$/.test(file)).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(path.join(root, 'src', file)));
  return hash.digest('hex').slice(0, 16);
}
