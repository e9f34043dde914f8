// --memory: every question once at each size. The memory must stay the same, the time grow with the size.
import { chalk } from 'zx';
import { ownCommand, runOnce } from './run-row.js';
import { renderBytes } from './sizes.js';
import { maxBytes, paint, renderMs } from './table.js';

// Garbage that was not collected yet comes and goes: less than this is no growth.
const slackBytes = 50e6;

/** Prints the table, and gives whether every answer was right. `setups` are the sizes with their rows and environment. */
export async function runMemory(setups, showProgress) {
  const [first] = setups;
  const sizes = setups.map(({ size }) => renderBytes(size).padStart(20));
  const lines = [];
  for (const [at, row] of first.rows.entries()) {
    const found = [];
    for (const { size, rows, env } of setups) {
      showProgress(`${row.title}: ${renderBytes(size)}`);
      found.push(await runOnce({ row: rows[at], command: ownCommand(row), env, withMemory: true }));
    }
    lines.push({ row, found });
  }
  showProgress('');
  console.log(`\n${chalk.bold('memory and time of causebook')}\n  ${'work'.padEnd(62)}${sizes.join('')}`);
  for (const { row, found } of lines) {
    const cells = found.map(({ run, problem }) =>
      problem === undefined
        ? `${run.peakBytes === undefined ? 'not measured' : renderBytes(run.peakBytes)}, ${renderMs(run.ms)}`.padStart(
            20,
          )
        : chalk.red('no answer'.padStart(20)),
    );
    console.log(`  ${row.title.padEnd(62)}${cells.join('')}  ${paint(judgeMemory(found))}`);
    const problem = found.find((one) => one.problem !== undefined)?.problem;
    if (problem !== undefined) console.log(chalk.red(`    ${problem}`));
  }
  console.log(
    `  bar: under ${renderBytes(maxBytes)} at every size, and no more at the largest than at the smallest + ${renderBytes(slackBytes)}`,
  );
  return lines.every(({ found }) => found.every(({ problem }) => problem === undefined));
}

function judgeMemory(found) {
  if (found.some(({ problem }) => problem !== undefined)) return 'no answer';
  const peaks = found.map(({ run }) => run.peakBytes);
  if (peaks.includes(undefined)) return 'not measured';
  return Math.max(...peaks) < maxBytes && peaks.at(-1) <= peaks[0] + slackBytes ? 'met' : 'not met';
}
