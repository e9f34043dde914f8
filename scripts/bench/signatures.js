// npm run bench signatures [-- --all]: damages signed requests of every scheme in every way that fits and counts how often the check
// names the cause. Deterministic: two runs give the same counts. `--all` lists what was not named.
import { withSource } from '../import-source.js';

await withSource('test/checks/signature/benchmark/run.ts', async ({ runBenchmark }) => {
  const begun = performance.now();
  report(await runBenchmark(), performance.now() - begun);
});

function report(cases, ms) {
  const damaged = cases.filter((one) => !one.isControl);
  const controls = cases.filter((one) => one.isControl);
  const rows = groupBy(damaged);
  console.log(`${'damage'.padEnd(54)} schemes  cases  named`);
  for (const [name, list] of rows) {
    const named = list.filter((one) => one.isNamed).length;
    const schemes = new Set(list.map((one) => one.scheme)).size;
    const cells = [String(schemes).padStart(7), String(list.length).padStart(6), String(named).padStart(6)];
    console.log(`${name.padEnd(54)} ${cells.join(' ')}${named === list.length ? '' : '  <'}`);
  }
  const named = damaged.filter((one) => one.isNamed).length;
  const times = cases.map((one) => one.ms).sort((a, b) => a - b);
  const at = (share) => `${times[Math.floor((times.length - 1) * share)].toFixed(1)} ms`;
  console.log(`
${rows.size} kinds of damage, ${new Set(damaged.map((one) => one.scheme)).size} schemes, ${damaged.length} damaged requests
cause named      ${named} (${((named / damaged.length) * 100).toFixed(2)} %)
false passes     ${cases.filter((one) => one.status === 'pass').length}
secrets shown    ${cases.filter((one) => one.leaks).length}
controls         ${controls.length}, false causes ${controls.filter((one) => !one.isNamed).length}
one check        median ${at(0.5)}, 99 % ${at(0.99)}, slowest ${at(1)}; all in ${(ms / 1000).toFixed(1)} s`);
  if (process.argv.includes('--all'))
    for (const one of cases.filter((each) => !each.isNamed))
      console.log(
        `not named: ${one.scheme}, ${one.damage}, ${one.body}: ${one.status} ${one.cause ?? '-'}: ${one.say}`,
      );
}

function groupBy(list) {
  const groups = new Map();
  for (const one of list) groups.set(one.damage, [...(groups.get(one.damage) ?? []), one]);
  return groups;
}
