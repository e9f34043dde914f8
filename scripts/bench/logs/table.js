// What is printed: a table for each row of the bench, and in the end which bars are met.
import { chalk } from 'zx';
import { renderBytes } from './sizes.js';

/** Memory that causebook may use at any size. */
export const maxBytes = 350e6;

/** The verdict on a row: `met`, `not met`, `not measured` or `for information`; `limitMs` is what causebook may take. */
export function judge(row, results) {
  const own = results.find((one) => one.id === 'causebook');
  const limits = row.bar.map(({ peer, times, plusMs = 0 }) => {
    const found = results.find((one) => one.id === peer);
    const isMeasured = found !== undefined && found.problem === undefined && found.runs.length > 0;
    return {
      label: found?.label ?? peer,
      ms: isMeasured ? times * medianMs(found) + plusMs : undefined,
      times,
      plusMs,
    };
  });
  const measured = limits.filter((limit) => limit.ms !== undefined);
  const limitMs = measured.length === 0 ? undefined : Math.min(...measured.map((limit) => limit.ms));
  const verdict = verdictOf({ own, limitMs, row });
  return { verdict, limitMs, limits };
}

function verdictOf({ own, limitMs, row }) {
  if (own.problem !== undefined) return 'no answer';
  if (row.bar.length === 0) return 'for information';
  if (limitMs === undefined) return 'not measured';
  return medianMs(own) <= limitMs ? 'met' : 'not met';
}

export function printRow(row, results, { limitMs, limits }) {
  const size = results.reduce((most, one) => Math.max(most, one.label.length), 28);
  const head = ['median', 'min–max', 'CPU', 'memory', '× bar'];
  console.log(
    `\n${chalk.bold(row.title)}${limits.length === 0 ? '' : chalk.dim(`   bar: ${limits.map(renderLimit).join(' and ')}`)}`,
  );
  console.log(chalk.dim(`  ${'command'.padEnd(size)} ${head.map((text, at) => text.padStart(widths[at])).join(' ')}`));
  for (const one of results) {
    const label = one.label.padEnd(size);
    if (one.lacks.length > 0) console.log(`  ${label} ${chalk.dim(`not installed: ${one.lacks.join(', ')}`)}`);
    else if (one.problem !== undefined) console.log(chalk.red(`  ${label} ${one.problem}`));
    else
      console.log(
        `  ${one.id === 'causebook' ? chalk.bold(label) : label} ${cellsOf(one, limitMs).join(' ')}${renderUnseen(one)}`,
      );
  }
}

const renderUnseen = ({ unseen }) => (unseen.length === 0 ? '' : chalk.yellow(`   not told: ${unseen.join(', ')}`));
const widths = [9, 15, 8, 12, 6];

function cellsOf(one, limitMs) {
  const times = one.runs.map((run) => run.ms);
  const cpu = median(one.runs.flatMap((run) => run.cpuMs ?? []));
  const cells = [
    renderMs(median(times)),
    renderRange(Math.min(...times), Math.max(...times)),
    cpu === undefined ? '' : renderMs(cpu),
    one.peakBytes === undefined ? 'not measured' : renderBytes(one.peakBytes),
    limitMs === undefined ? '' : (median(times) / limitMs).toFixed(2),
  ];
  return cells.map((cell, at) => cell.padStart(widths[at]));
}

function renderLimit({ label, ms, times, plusMs }) {
  const factor = times === 1 ? label : times > 1 ? `${times} × ${label}` : `${label} / ${Math.round(1 / times)}`;
  const rule = plusMs === 0 ? factor : `${factor} + ${plusMs / 1000} s`;
  return `${rule} (${ms === undefined ? 'not measured' : renderMs(ms)})`;
}

/** One line a row, and the memory of all of them. */
export function printSummary(judged) {
  console.log(`\n${chalk.bold('Bars')}`);
  for (const { row, own, verdict, limits } of judged) {
    if (verdict === 'for information') continue;
    const lacking =
      verdict === 'met' ? limits.filter((limit) => limit.ms === undefined).map((limit) => limit.label) : [];
    const rest = lacking.length === 0 ? '' : ` (not measured: ${lacking.join(', ')})`;
    console.log(
      `  ${row.title.padEnd(62)} ${paint(verdict)}${rest}${own.problem === undefined ? '' : `: ${own.problem}`}`,
    );
  }
  const peaks = judged.flatMap(({ own }) => (own.problem === undefined ? (own.peakBytes ?? []) : []));
  const peak = Math.max(...peaks);
  const memory = peaks.length === 0 ? 'not measured' : peak < maxBytes ? 'met' : 'not met';
  const found = peaks.length === 0 ? '' : `: ${renderBytes(peak)} at most`;
  console.log(`  ${`memory under ${renderBytes(maxBytes)}`.padEnd(62)} ${paint(memory)}${found}`);
}

export function paint(verdict) {
  if (verdict === 'met') return chalk.green(verdict);
  return ['not met', 'no answer'].includes(verdict) ? chalk.red(verdict) : chalk.yellow(verdict);
}

const medianMs = (one) => median(one.runs.map((run) => run.ms));
export const renderMs = (ms) => (ms >= 100 ? `${seconds(ms)} s` : `${ms.toFixed(0)} ms`);
const renderRange = (from, to) =>
  to >= 100 ? `${seconds(from)}–${seconds(to)} s` : `${from.toFixed(0)}–${to.toFixed(0)} ms`;
const seconds = (ms) => (ms / 1000).toFixed(2);

function median(list) {
  const sorted = [...list].sort((one, other) => one - other);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.length === 2 ? (middle[0] + middle[1]) / 2 : middle[0];
}
