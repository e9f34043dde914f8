// Bundles src/ into dist/: ESM files that start fast. Packages with native binaries stay outside; what not every run
// needs (screen, prompts, lab) are chunks of their own, loaded when they are needed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
const shared = {
  cwd: root,
  platform: 'node',
  external: [/^@duckdb\/node-api/, /^@vscode\/ripgrep/],
  transform: {
    target: 'node20.19',
    define: {
      // Yoga has its WebAssembly inlined, and would still fetch it from a data URL: on Node 20 that loads all of undici.
      fetch: 'undefined',
      'process.env.NODE_ENV': '"production"',
      CAUSEBOOK_VERSION: JSON.stringify(version),
      CAUSEBOOK_BUILD: JSON.stringify(await hashSources()),
    },
  },
  // Ink asks for the devtools only in development; its static import would end the bundle.
  resolve: { alias: { 'react-devtools-core': `${root}scripts/react-devtools-stub.js` } },
  // What is loaded on demand here and at once there is no mistake.
  checks: { ineffectiveDynamicImport: false },
};
/** What each module imports at once, by its path. */
const imports = new Map();

/**
 * A file costs a start about a millisecond, so what is loaded together lies together: what threads that scan logs need (and every command
 * does, or only a search), what every command needs, what both a walk and a search need, the rest of a walk up to its first frame, and what
 * runs the screen. The first that a module belongs to gets it.
 */
const groups = [
  ['scan-and-start', () => intersection(scan(), start())],
  ['scan', () => scan()],
  ['start', () => start()],
  ['search-and-walk', () => intersection(search(), walk())],
  ['walk', () => walk()],
  ['search', () => search()],
  ['screen', () => reachedFrom('tui/app.tsx', 'tui/home/home-app.tsx')],
].map(([name, modules]) => {
  let found;
  const test = (id) => {
    found ??= modules();
    return found.has(id);
  };
  return { name, test };
});
const scan = () => reachedFrom('logs/scan/scan-worker.ts');
// A completion waits for what finds ids, and `doctor` must tell what is missing where search and walk do not load.
const start = () =>
  reachedFrom(
    'cli.ts',
    ...['completion/known-values', 'choose-ui', 'print-json', 'takes-osc52'].map((name) => `commands/${name}.ts`),
    'plot/glyphs.ts',
    'incident/approvals-file.ts',
  );
const search = () => reachedFrom('commands/check/log.ts', 'commands/check/log-answer.ts');
const walk = () => reachedFrom('commands/run.ts', 'commands/walk.ts', 'tui/run-tui.ts');

await rm(`${root}dist`, { recursive: true, force: true });
const outputs = [
  ...(await bundle({
    input: { cli: 'src/cli.ts', 'scan-worker': 'src/logs/scan/scan-worker.ts' },
    output: { format: 'esm', codeSplitting: { groups } },
  })),
  // The process of a script: CommonJS, because zx takes the first place of a stack that is an ES module to be the script's.
  ...(await bundle({
    input: { 'script-runner': 'src/checks/script/runner.ts' },
    output: { format: 'cjs', codeSplitting: false, entryFileNames: '[name].cjs' },
  })),
];
await writeFile(
  `${root}dist/THIRD-PARTY-NOTICES.txt`,
  await collectNotices(outputs.flatMap((chunk) => chunk.moduleIds ?? [])),
);

async function bundle({ input, output }) {
  const built = await rolldown({ ...shared, input, plugins: [{ name: 'imports', buildEnd: keepImports }] });
  const { output: chunks } = await built.write({
    dir: `${root}dist`,
    minify: true,
    comments: { legal: false },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    ...output,
  });
  await built.close();
  return chunks;
}

function keepImports() {
  for (const id of this.getModuleIds()) imports.set(id, this.getModuleInfo(id)?.importedIds ?? []);
}

/** The modules that are loaded at once with files of src/; those that a program or a thread begins with lie by themselves. */
function reachedFrom(...files) {
  const found = new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const imported of imports.get(id) ?? []) visit(imported);
  };
  for (const file of files) visit(`${root}src/${file}`);
  for (const entry of ['cli.ts', 'logs/scan/scan-worker.ts']) found.delete(`${root}src/${entry}`);
  return found;
}

function intersection(one, other) {
  return new Set([...one].filter((id) => other.has(id)));
}

/** The licence texts of the packages whose code is inside the bundle. */
async function collectNotices(inputs) {
  const folders = new Set(inputs.map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]));
  folders.delete(undefined);
  const notices = await Promise.all(
    [...folders].sort().map(async (folder) => {
      const { name, version: release, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : await readFile(`${folder}/${file}`, 'utf8');
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
