// npm run bench start: how long a start takes, side by side with `node -e 0`, as medians and ratios. One machine, one
// run: the absolute figures are noise elsewhere, the ratios less so.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { $, argv, chalk } from 'zx';

$.verbose = false;
const runs = Number(argv.runs ?? 15);
const bin = new URL('../../bin/causebook', import.meta.url).pathname;
const home = await mkdtemp(path.join(tmpdir(), 'causebook-bench-'));
$.env = {
  ...process.env,
  XDG_STATE_HOME: path.join(home, 'state'),
  XDG_CACHE_HOME: path.join(home, 'cache'),
  CI: 'false',
  TERM: 'xterm-256color',
};

try {
  // Stages the evidence once; the runs below only read it.
  await $({ nothrow: true })`node ${bin} demo s1-02 --ui none --json`;
  const [evidence] = (await $`ls -d ${path.join(home, 'cache', 'causebook', 'demo')}/s1-02-*`).stdout
    .trim()
    .split('\n');
  const walk = ['run', 'duplicate-registrations', '--evidence', evidence, '--input', 'customer_id=CUST_7890'];
  const rows = {
    'node -e 0': () => timed(() => $`node -e 0`),
    'causebook --version': () => timed(() => $`node ${bin} --version`),
    'S1-02 unattended, start to exit': () => timed(() => $({ nothrow: true })`node ${bin} ${walk} --ui none --json`),
    'S1-02 first frame of the screen': () => firstFrame([bin, ...walk, '--ui', 'tui']),
  };
  const times = Object.fromEntries(Object.keys(rows).map((name) => [name, []]));
  for (let run = -1; run < runs; run++) {
    // Interleaved, so that a slow moment of the machine hits all of them; the first round warms up.
    for (const [name, measure] of Object.entries(rows)) {
      const ms = await measure();
      if (run >= 0) times[name].push(ms);
    }
  }
  const base = median(times['node -e 0']);
  console.log(
    chalk.bold(
      `${'what'.padEnd(34)} ${'median'.padStart(9)} ${'min'.padStart(9)} ${'max'.padStart(9)}   × node -e 0   (${runs} runs)`,
    ),
  );
  for (const [name, list] of Object.entries(times)) {
    const cells = [median(list), Math.min(...list), Math.max(...list)].map((ms) => `${ms.toFixed(0)} ms`.padStart(9));
    console.log(`${name.padEnd(34)} ${cells.join(' ')}   ${(median(list) / base).toFixed(2)}`);
  }
} finally {
  await rm(home, { recursive: true, force: true });
}

async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** From the start of the process to the first whole frame (its footer) on a pseudo-terminal of 80×24. */
async function firstFrame(command) {
  const begun = performance.now();
  const child = $({
    nothrow: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })`script -qefc ${`stty cols 80 rows 24; exec node ${command.join(' ')}`} /dev/null`;
  let seen = '';
  let ms;
  for await (const chunk of child.stdout) {
    seen += chunk;
    if (ms === undefined && seen.includes('quit')) {
      ms = performance.now() - begun;
      child.stdin.write('q');
    }
  }
  await child;
  if (ms === undefined) throw new Error(`no frame was drawn: ${seen.slice(-400)}`);
  return ms;
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
