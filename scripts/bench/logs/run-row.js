// One row: causebook and its peers in turn, round after round, so that a slow moment of the machine hits all of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { differenceOf, notCompared } from './answer.js';
import { questions } from './causebook.js';
import { measure, warm } from './measure.js';

const slowRuns = 2;

/**
 * Gives for each command of the row its `runs`, `peakBytes`, and what `checkAnswer` says of its answer. The first
 * round warms up and polls the memory; a slow command has none, its first run is polled.
 */
export async function runRow({ row, env, runs, missing, showProgress }) {
  const results = commandsOf(row).map((command) => ({
    ...command,
    runs: [],
    lacks: (command.needs ?? []).filter((tool) => missing.includes(tool)),
    problem: undefined,
    unseen: [],
    peakBytes: undefined,
  }));
  for (let round = -1; round < runs; round++) {
    for (const one of results) {
      if (one.lacks.length > 0 || one.problem !== undefined) continue;
      if (one.isSlow && (round < 0 || round >= slowRuns)) continue;
      showProgress(`${row.title}: ${one.label}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${runs}`}`);
      const withMemory = one.isSlow ? round === 0 : round < 0;
      const { run, problem, unseen } = await runOnce({ row, command: one, env, withMemory });
      one.problem = problem;
      one.unseen = unseen;
      if (withMemory) one.peakBytes = run.peakBytes;
      if (round >= 0) one.runs.push(run);
    }
  }
  return results;
}

/** Runs one command of a row on warm files, with a cache folder of its own so that no answer is kept from the run before. */
export async function runOnce({ row, command, env, withMemory }) {
  const home = await mkdtemp(path.join(tmpdir(), 'causebook-bench-'));
  try {
    await warm([row.file]);
    const own = { HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home, XDG_CONFIG_HOME: home };
    const run = await measure(command.script, { env: { ...env, ...own, FILE: row.file }, withMemory });
    return { run, ...checkAnswer(command, run, row.truths) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** causebook's own command first. */
export function commandsOf(row) {
  return [ownCommand(row), ...Object.entries(row.peers).map(([id, peer]) => ({ id, ...peer }))];
}

export function ownCommand(row) {
  const { args, read } = questions[row.question];
  return {
    id: 'causebook',
    label: 'causebook',
    script: `"$NODE" "$CAUSEBOOK" ${args}`,
    read: (text) => read(JSON.parse(text)),
  };
}

/** `problem` is why the answer does not count, `unseen` what of the truth it does not tell. */
function checkAnswer(command, { exitCode, stdout, stderr }, truths) {
  const isOwn = command.id === 'causebook';
  // causebook's 3 and 4 are findings.
  if (!(isOwn ? [0, 3, 4] : [0]).includes(exitCode))
    return { problem: `failed (${exitCode}): ${firstLine(stderr || stdout)}`, unseen: [] };
  if (command.read === undefined) return { problem: undefined, unseen: [] };
  try {
    const answer = command.read(stdout);
    const difference = differenceOf(answer, isOwn ? truths : truths.slice(0, 1));
    const problem = difference === undefined ? undefined : `another answer: ${difference}`;
    return { problem, unseen: notCompared(answer, truths[0]) };
  } catch (cause) {
    return { problem: `an answer that cannot be read: ${cause.message}`, unseen: [] };
  }
}

/** The line that says what is wrong, where a program says more. */
function firstLine(text) {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0]).slice(0, 200);
}
