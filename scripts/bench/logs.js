// npm run bench logs: causebook's questions to logs beside grep, ripgrep, awk, lnav, jq, DuckDB and gzip, as whole processes
// on files that are in memory already. The answers are compared; one that differs makes the exit code 1.
//
//   -- --size 1GB      of each log; --seed 42; --runs 5 rounds; --dir a folder for the data (else the cache folder)
//   -- --only a,b      rows by id; --skip lnav,jq leaves out tools; --bin another bin/causebook; --commands prints what runs
//   -- --memory        causebook alone at --sizes 250MB,1GB,10GB
//   -- --clean         removes the data
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { argv, chalk } from 'zx';
import { literal } from './logs/access-log.js';
import { windowFrom, windowTo } from './logs/clock.js';
import { openData } from './logs/generate.js';
import { runMemory } from './logs/memory.js';
import { createPeers } from './logs/peers.js';
import { createRows } from './logs/rows.js';
import { commandsOf, runRow } from './logs/run-row.js';
import { parseSize, renderBytes } from './logs/sizes.js';
import { judge, printRow, printSummary } from './logs/table.js';
import { findTools, userLocale } from './logs/tools.js';

const known = ['size', 'seed', 'runs', 'dir', 'only', 'skip', 'bin', 'commands', 'memory', 'sizes', 'clean'];
const unknown = Object.keys(argv).find((name) => name !== '_' && !known.includes(name));
if (unknown !== undefined) throw new Error(`there is no option --${unknown}; there are --${known.join(', --')}`);

const list = (text) => (text === undefined ? [] : String(text).split(','));
const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
const dir = path.resolve(argv.dir ?? path.join(cache, 'causebook', 'bench'));
const seed = Number(argv.seed ?? 42);
const runs = Number(argv.runs ?? 5);
const say = (text) => process.stderr.write(`${text}\n`);
const showProgress = (text) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${chalk.dim(text)}`);
const tools = await findTools();
const missing = Object.keys(tools).filter((name) => tools[name] === undefined || list(argv.skip).includes(name));

if (argv.clean) await rm(dir, { recursive: true, force: true });
else if (argv.memory) {
  const setups = [];
  for (const size of list(argv.sizes ?? '250MB,1GB,10GB').map(parseSize)) setups.push(await setUp(size));
  if (!(await runMemory(setups, showProgress))) process.exitCode = 1;
} else await compare(await setUp(parseSize(argv.size ?? '1GB')));

async function setUp(size) {
  const { files, truth, folder } = await openData({ dir, size, seed, say });
  const awk = missing.includes('mawk') ? 'awk' : 'mawk';
  const peers = createPeers({ awk, locale: userLocale(process.env), files });
  const rows = createRows({ peers, truth, files });
  const only = list(argv.only);
  const absent = only.find((id) => !rows.some((row) => row.id === id));
  if (absent !== undefined)
    throw new Error(`there is no row "${absent}"; there are ${rows.map((row) => row.id).join(', ')}`);
  const env = {
    ...process.env,
    CI: 'false',
    NODE: tools.node,
    RG: tools.rg,
    CAUSEBOOK: path.resolve(argv.bin ?? fileURLToPath(new URL('../../bin/causebook', import.meta.url))),
    DUCKDB: fileURLToPath(new URL('./logs/duckdb.js', import.meta.url)),
    LITERAL: literal,
    IDS: files.ids,
    // A window of causebook holds its end; the peers and the truth leave theirs out.
    WINDOW: `${new Date(windowFrom).toISOString()}/${new Date(windowTo - 1).toISOString()}`,
  };
  return { size, folder, env, rows: only.length === 0 ? rows : rows.filter((row) => only.includes(row.id)) };
}

async function compare({ size, folder, env, rows }) {
  console.log(`${renderBytes(size)} of each log, warm cache, medians of ${runs} runs (slow ones 2); data: ${folder}`);
  if (missing.length > 0) console.log(`not installed or left out: ${missing.join(', ')}`);
  const judged = [];
  const noisy = { runs: 0, of: 0 };
  for (const row of rows) {
    if (argv.commands)
      for (const { label, script } of commandsOf(row)) console.log(chalk.dim(`\n# ${row.id}, ${label}\n${script}`));
    const results = await runRow({ row, env, runs, missing, showProgress });
    showProgress('');
    const judgement = judge(row, results);
    printRow(row, results, judgement);
    if (results.some((one) => one.problem !== undefined)) process.exitCode = 1;
    judged.push({ row, own: results.find((one) => one.id === 'causebook'), ...judgement });
    const timed = results.flatMap((one) => one.runs).filter((run) => run.ms > 300);
    noisy.of += timed.length;
    noisy.runs += timed.filter((run) => run.foreignShare > 0.2).length;
  }
  printSummary(judged);
  if (noisy.runs > 0)
    console.log(
      chalk.yellow(
        `\n${noisy.runs} of ${noisy.of} longer runs shared the machine with other work (over 20 % of a core)`,
      ),
    );
}
