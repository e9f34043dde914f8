// npm run bench screen [-- --runs 10] [--gigabytes 1] [--frames 9000]: what the screen costs, held against its bars. The built program in a
// pseudo-terminal of 140×40. Exits with 1 when a bar is missed; times on a busy machine are no figures.
import { spawn } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import xterm from '@xterm/headless';
import { argv } from 'zx';
import { withSource } from '../import-source.js';

const bin = new URL('../../bin/causebook', import.meta.url).pathname;
const runs = Number(argv.runs ?? 10);
const gigabytes = Number(argv.gigabytes ?? 1);
const frames = Number(argv.frames ?? 9000);
const home = await mkdtemp(path.join(tmpdir(), 'causebook-bench-'));
// With `CI` in it, even as false, the screen would be drawn without colours, and cost less.
const { CI: _, ...outside } = process.env;
const env = {
  ...outside,
  XDG_STATE_HOME: path.join(home, 'state'),
  XDG_CACHE_HOME: path.join(home, 'cache'),
  TERM: 'xterm-256color',
};
const bars = [];

try {
  await measureFirstFrame();
  await measureRunning();
  await withSource('test/tui/bench/run.ts', async ({ measureScroll, measureMemory }) => {
    const few = measureScroll(100);
    const many = measureScroll(10_000);
    bar('a key in a list of 10,000 steps, in times of one of 100', many.list / few.list, 1.5);
    bar('a key in 10,000 lines, in times of 100', many.lines / few.lines, 1.5);
    console.log(
      `a key, from press to frame: 100 steps ${few.list.toFixed(2)} ms, 10,000 steps ${many.list.toFixed(2)} ms, 100 lines ${few.lines.toFixed(2)} ms, 10,000 lines ${many.lines.toFixed(2)} ms`,
    );
    setFlagsFromString('--expose-gc');
    globalThis.gc = runInNewContext('gc');
    const heap = await measureMemory(frames);
    console.log(`heap over ${frames} frames: ${heap.map((mb) => `${mb.toFixed(1)} MB`).join(', ')}`);
    bar('MB of heap more at the end of a session than in its middle', heap.at(-1) - heap[1], 1);
  });
} finally {
  await rm(home, { recursive: true, force: true });
}
for (const { name, value, limit } of bars) {
  console.log(`${value <= limit ? 'met   ' : 'MISSED'}  ${name}: ${Number(value.toFixed(2))} (<= ${limit})`);
}
if (bars.some(({ value, limit }) => value > limit)) process.exitCode = 1;

function bar(name, value, limit) {
  bars.push({ name, value, limit });
}

/** Side by side with `node -e 0`, interleaved, so that a slow moment of the machine hits both; the first round warms up. */
async function measureFirstFrame() {
  const evidence = home;
  const command = `"${bin}" run duplicate-registrations -i customer_id=CUST_7890 -e "${evidence}"`;
  const times = { base: [], header: [], frame: [] };
  for (let run = -1; run < runs; run++) {
    const begun = performance.now();
    await ended(spawn(process.execPath, ['-e', '0']));
    const base = performance.now() - begun;
    const { header, frame, screen } = await firstFrame(command);
    screen.send('q');
    await screen.ended;
    if (run >= 0) for (const [name, ms] of Object.entries({ base, header, frame })) times[name].push(ms);
  }
  const [base, header, frame] = ['base', 'header', 'frame'].map((name) => median(times[name]));
  console.log(
    `node -e 0 ${base.toFixed(0)} ms, header ${header.toFixed(0)} ms, first frame ${frame.toFixed(0)} ms (medians of ${runs})`,
  );
  bar('the first frame, in times of node -e 0', frame / base, 4);
}

async function firstFrame(command) {
  const begun = performance.now();
  const screen = onScreen(command);
  await screen.shows(' causebook');
  const header = performance.now() - begun;
  await screen.shows(' quit');
  return { header, frame: performance.now() - begun, screen };
}

/** Twenty checks that read one log; keys in the list of steps meanwhile, then a moment of quiet, then the end. */
async function measureRunning() {
  const log = path.join(home, 'big.jsonl');
  await writeLog(log);
  const file = path.join(home, 'runbook.yaml');
  await writeFile(file, runbook(20));
  const screen = onScreen(`"${bin}" run "${file}" -e "${home}"`);
  await screen.shows(' run)');
  // Behind the first checks: a tick is the clock, not what begins and ends.
  await pause(2000);
  const before = screen.bytes();
  await pause(5000);
  const perSecond = (screen.bytes() - before) / 5;
  console.log(`a running screen: ${perSecond.toFixed(0)} bytes a second`);
  bar('bytes a second of a running screen', perSecond, 600);
  await screen.press('\t', 'Ranking');
  await screen.press('\t', 'Steps');
  const times = [];
  for (let press = 0; press < 80 && screen.isRunning(); press++) {
    const begun = performance.now();
    // The mark of the selected step moves.
    await screen.press(press % 16 < 8 ? 'j' : 'k', '❯');
    times.push(performance.now() - begun);
    await pause(40);
  }
  const sorted = times.sort((a, b) => a - b);
  console.log(
    `a key while 20 checks run: median ${median(times).toFixed(0)} ms, 95th percentile ${sorted[Math.floor(sorted.length * 0.95)].toFixed(0)} ms, ${times.length} keys, ${screen.isRunning() ? 'checks still running' : 'THE CHECKS HAD ENDED'}`,
  );
  bar('ms until a key is on screen while 20 checks run, 95th percentile', sorted[Math.floor(sorted.length * 0.95)], 50);
  screen.send('q');
  await screen.ended;

  const idle = onScreen(`"${bin}" run duplicate-registrations -i customer_id=CUST_7890 -e "${home}"`);
  await idle.shows(' quit');
  await pause(1500);
  const [bytes, cpu] = [idle.bytes(), await idle.cpuMs()];
  await pause(5000);
  bar('bytes in five seconds of an idle screen', idle.bytes() - bytes, 0);
  bar('% of a processor of an idle screen', ((await idle.cpuMs()) - cpu) / 50, 1);
  idle.send('q');
  await idle.ended;
}

async function writeLog(file) {
  const line = (i) =>
    `{"ts":"${new Date(1_778_580_000_000 + i).toISOString()}","id":"p${i % 9973}","status":${200 + (i % 7)}}\n`;
  const block = Buffer.from(Array.from({ length: 200_000 }, (_, i) => line(i)).join(''));
  const handle = await open(file, 'w');
  for (let written = 0; written < gigabytes * 2 ** 30; written += block.length) await handle.write(block);
  await handle.close();
}

function runbook(checks) {
  const list = Array.from({ length: checks }, (_, i) => i);
  return `causebook: 1
id: busy
title: Twenty checks on one log
symptoms: [something]
owner: team
reviewed: 2026-11-25
parties: [{id: shop, name: Shop, role: sender}]
sources: [{id: big, party: shop, title: Log, log: {files: big.jsonl, format: jsonl}}]
axes: [{id: cause, question: What?, hypotheses: [{id: one, title: One, prior: 0.4}]}]
phases:
  - id: triage
    title: Triage
    steps:
${list.map((i) => `      - {id: c${i}, title: Check ${i}, observes: o${i}, log: {source: big, where: 'id = p${i}', top: {by: status}}, outcomes: [{id: some, when: result.n > 0, status: fail}, {id: none}]}`).join('\n')}
observations:
${list.map((i) => `  - {id: o${i}, text: Seen ${i}?, group: g${i}, cost: 1, outcomes: [{id: some, base: 0.3, evidence: {one: for}}, {id: none, base: 0.7, evidence: {one: against}}]}`).join('\n')}
`;
}

/** A command in a pseudo-terminal; what it writes is looked through as it comes. */
function onScreen(command) {
  const child = spawn(
    'script',
    ['-qefc', `stty cols 140 rows 40; exec "${process.execPath}" ${command}`, '/dev/null'],
    { env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const terminal = new xterm.Terminal({ cols: 140, rows: 40, allowProposedApi: true });
  let text = '';
  let from = 0;
  let bytes = 0;
  let isEnded = false;
  let look = () => {};
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    terminal.write(chunk);
    bytes += Buffer.byteLength(chunk);
    look();
  });
  const over = ended(child).then(() => {
    isEnded = true;
    look();
  });
  const shows = (wanted) =>
    new Promise((resolve, reject) => {
      look = () => {
        const at = text.indexOf(wanted, from);
        if (at >= 0) {
          from = at + wanted.length;
          resolve();
        } else if (isEnded) reject(new Error(`${JSON.stringify(wanted)} never came: ${text.slice(-600)}`));
      };
      look();
    });
  return {
    shows,
    press: (key, wanted) => {
      from = text.length;
      child.stdin.write(key);
      return shows(wanted);
    },
    send: (key) => child.stdin.write(key),
    bytes: () => bytes,
    ended: over,
    isRunning: () => /\d running {2}/.test(rowOf(terminal, 0)),
    cpuMs: async () => cpuOf(await childOf(child.pid)),
  };
}

function rowOf(terminal, row) {
  return terminal.buffer.active.getLine(row)?.translateToString(true) ?? '';
}

function ended(child) {
  return new Promise((resolve) => child.on('close', resolve));
}

/** From proc(5): the parent is the second field behind the name, the time in user and system mode the 12th and 13th, in hundredths. */
async function childOf(parent) {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const fields = await statOf(pid).catch(() => []);
    if (Number(fields[1]) === parent) return pid;
  }
  throw new Error('the program has ended');
}

async function cpuOf(pid) {
  const fields = await statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function statOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
