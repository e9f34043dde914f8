// npm run bench diagnosis [-- RUNBOOK] [--seeds 50] [--json] [--all]: how far the diagnosis can be trusted. Stages every scenario that comes with
// causebook from seeds, walks each folder once (the outcomes are kept in node_modules/.cache) and varies what was seen. The same seeds give
// the same table, times aside. Minutes are compared with a random order of the same means (alike) and of one step at a time (random).
// Exits with 1 when a bar is missed; `--all` lists every wrong claim.
import { argv } from 'zx';
import { withSource } from '../import-source.js';

const ways = {
  session: 'a session: checks side by side, messages',
  randomSession: 'a session that asks at random',
  best: 'next best',
  file: 'file order',
  random: 'random order',
};

const root = new URL('../../', import.meta.url).pathname;

await withSource('test/diagnosis/benchmark/run.ts', async ({ runBenchmark }) => {
  const isTerminal = process.stderr.isTTY === true;
  const note = (text) => isTerminal && process.stderr.write(`\r\x1b[K${text}`);
  const found = await runBenchmark({ root, seeds: Number(argv.seeds ?? 3), only: argv._[1], note });
  if (isTerminal) process.stderr.write('\r\x1b[K');
  const bars = judge(found);
  if (argv.json) console.log(JSON.stringify({ ...found, bars }, null, 2));
  else report(found, bars);
  if (bars.some((bar) => !bar.isMet)) process.exitCode = 1;
});

function judge({ runbooks, timing }) {
  return [
    ...runbooks.flatMap(judgeRunbook),
    bar('50 causes over 500 facts are ranked in under 5 ms', timing.rankingMs, '<', 5),
    bar('the next step is chosen in under 20 ms, half known', timing.nextHalfKnownMs, '<', 20),
    bar('the next step is chosen in under 20 ms, little known', timing.nextFewKnownMs, '<', 20),
  ];
}

function judgeRunbook({ id, axes, rows, walks, orderDependent }) {
  const row = (name) => rows.find((one) => one.name === name);
  const whole = ['files alone', 'files and answers'];
  const all = walks.find((walk) => walk.axes.length === axes.length);
  return [
    ...whole.flatMap((name) =>
      axes.map((axis) => bar(`${id}: right leader of ${axis}, ${name}`, row(name).leaderRight[axis], '>=', 0.99)),
    ),
    ...[...whole, 'files, one missing', 'files and answers, one file missing'].map((name) =>
      bar(`${id}: settled on a wrong cause, ${name}`, row(name).wrongCases, '<=', 0),
    ),
    ...['files, one check lies', 'files and answers, one lies'].map((name) =>
      bar(`${id}: settled on a wrong cause, ${name}`, row(name).wrongCases / row(name).cases, '<', 0.02),
    ),
    bar(
      `${id}: minutes in random order over those of a session, all axes`,
      all.random.minutes / all.session.minutes,
      '>=',
      4,
    ),
    bar(
      `${id}: minutes in random order over those of the next best step each time, all axes`,
      all.random.minutes / all.best.minutes,
      '>=',
      4,
    ),
    bar(`${id}: incidents whose verdict depends on the order of facts`, orderDependent.length, '<=', 0),
  ];
}

function bar(name, value, sign, limit) {
  const isMet = sign === '<' ? value < limit : sign === '<=' ? value <= limit : value >= limit;
  return { name, value, sign, limit, isMet };
}

function report({ runbooks, timing }, bars) {
  for (const { id, scenarios, incidents, axes, rows, walks } of runbooks) {
    console.log(`${id}: ${scenarios} scenarios, ${incidents} incidents; axes ${axes.join(', ')}`);
    console.log(`${''.padEnd(36)}   cases    right leader   settled, right   settled, wrong`);
    for (const row of rows) {
      const both = (shares) => axes.map((axis) => percent(shares[axis])).join(' ');
      const wrong = `${row.wrongCases} (${percent(row.wrongCases / row.cases).trim()})`;
      console.log(
        `${row.name.padEnd(36)} ${String(row.cases).padStart(7)} ${both(row.leaderRight).padStart(15)} ${both(row.settledRight).padStart(16)} ${wrong.padStart(16)}`,
      );
    }
    console.log(
      `\n${'until settled or nothing is worth doing; random order over this'.padEnd(64)}  steps  minutes  settled    alike   random`,
    );
    for (const walk of walks) {
      for (const [way, name] of Object.entries(ways)) {
        const { steps, minutes, settled } = walk[way];
        const cells = [steps.toFixed(1).padStart(6), minutes.toFixed(1).padStart(8), percent(settled).padStart(8)];
        const alike = way === 'session' || way === 'randomSession' ? walk.randomSession : walk.random;
        const times = [alike, walk.random].map((one) => `${(one.minutes / minutes).toFixed(1)}x`.padStart(9)).join(' ');
        console.log(`${`${walk.axes.join(' and ')}, ${name}`.padEnd(64)} ${cells.join(' ')} ${times}`);
      }
    }
    console.log('');
    if (argv.all)
      for (const row of rows) for (const one of row.wrong) console.log(`settled wrongly: ${row.name}: ${one}`);
  }
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(
    `50 causes over 500 facts: ranking ${ms(timing.rankingMs)}, next step ${ms(timing.nextHalfKnownMs)} with half known, ${ms(timing.nextFewKnownMs)} with ten known\n`,
  );
  for (const { name, value, sign, limit, isMet } of bars)
    console.log(`${isMet ? 'met   ' : 'MISSED'}  ${name}: ${Number(value.toFixed(4))} (${sign} ${limit})`);
}

function percent(share) {
  return `${(share * 100).toFixed(1)}%`.padStart(6);
}
