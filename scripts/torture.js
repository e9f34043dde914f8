// npm run torture [-- --walks 500] [--seed 1] [--jobs 2] [--keep]: walks a small incident in the plain front end, kills it with SIGKILL at a random
// moment (a quarter of them twice), damages what had not been shown at the end of the journal, and goes on with `resume`. Everything that had
// been shown must be there, and the verdict and the note must be those of an undisturbed walk, times aside. Exits with 1 when one is not.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { argv } from 'zx';
import { createRandom } from './bench/logs/random.js';
import { undisturbed } from './torture/program.js';
import { torture } from './torture/walk.js';

const walks = Number(argv.walks ?? 500);
const seed = Number(argv.seed ?? 1);
const jobs = Number(argv.jobs ?? 2);
const root = await mkdtemp(path.join(os.tmpdir(), 'causebook-torture-'));
const started = performance.now();
try {
  const expected = await undisturbed(path.join(root, 'expected'));
  const rows = [];
  let next = 0;
  const work = async () => {
    while (next < walks) {
      const number = next++;
      const home = path.join(root, String(number));
      const row = await torture({ home, random: createRandom(seed * 100_003 + number), expected });
      rows.push({ number, ...row });
      if (row.problems.length > 0)
        for (const problem of row.problems) console.log(`walk ${number} (seed ${seed}): ${problem}`);
      if (row.problems.length === 0 || !argv.keep) await rm(home, { recursive: true, force: true });
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${rows.length} of ${walks}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  report(rows);
  if (rows.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} finally {
  if (argv.keep) console.log(`kept in ${root}`);
  else await rm(root, { recursive: true, force: true });
}

function report(rows) {
  const kills = rows.flatMap((row) => row.kills);
  const count = (list, of) => {
    const counts = new Map();
    for (const one of list) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
    return [...counts]
      .sort()
      .map(([name, number]) => `${name} ${number}`)
      .join(', ');
  };
  const bad = rows.filter(({ problems }) => problems.length > 0).length;
  console.log(
    `${rows.length} walks, ${kills.length} kills, seed ${seed}, ${jobs} side by side, ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  console.log(`killed: ${count(kills, ({ at }) => at)}`);
  console.log(`shown events that were looked for: ${kills.reduce((sum, { shown }) => sum + shown, 0)}`);
  console.log(`end of the journal: ${count(kills, ({ damage }) => damage)}`);
  console.log(
    bad === 0
      ? 'met    nothing that was shown was lost, every verdict and note is that of an undisturbed walk'
      : `MISSED ${bad} of ${rows.length} walks`,
  );
}
