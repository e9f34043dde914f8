// npm run bench journal [-- --events 100000] [--dir DIR]: how long a journal takes to load (read, and folded into the state of its runbook), and
// what an append costs, one at a time with its pen looked at, and in bursts that are flushed together. DIR is on the disk that is measured.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { argv } from 'zx';
import { withSource } from '../import-source.js';
import { createRandom } from './logs/random.js';

const count = Number(argv.events ?? 100_000);
const folder = await mkdtemp(path.join(argv.dir ?? os.tmpdir(), 'causebook-journal-'));
const bars = [];
try {
  await withSource('test/incident/journal-bench.ts', async (source) => {
    await load(source);
    await append(source);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const { name, ms, limit } of bars)
  console.log(`${ms < limit ? 'met   ' : 'MISSED'}  ${name}: ${ms.toFixed(2)} ms (< ${limit})`);
if (bars.some(({ ms, limit }) => ms >= limit)) process.exitCode = 1;

async function load({ readJournal, fold, loadRunbook, headerLine }) {
  const { runbook } = await loadRunbook(
    new URL('../../runbooks/duplicate-registrations/runbook.yaml', import.meta.url).pathname,
  );
  const file = path.join(folder, 'journal.jsonl');
  const lines = eventsOf(runbook).map((event) => `${JSON.stringify(event)}\n`);
  await writeFile(file, headerLine + lines.join(''));
  const times = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    const used = process.cpuUsage();
    const { events } = await readJournal(file);
    const read = performance.now();
    fold(runbook, events);
    const { user, system } = process.cpuUsage(used);
    times.push({ read: read - started, all: performance.now() - started, cpu: (user + system) / 1000 });
  }
  const { size } = await stat(file);
  const all = median(times.map((time) => time.all));
  console.log(
    `${count} events, ${(size / 2 ** 20).toFixed(1)} MiB: ${median(times.map(({ read }) => read)).toFixed(0)} ms to read, ${all.toFixed(0)} ms with the state (median of 5); ${median(times.map(({ cpu }) => cpu)).toFixed(0)} ms of the processor, which other work does not lengthen`,
  );
  bars.push({ name: `${count} events load`, ms: all, limit: 1000 });
}

async function append({ createJournal, keepPen }) {
  const pen = keepPen({ id: 'bench', path: folder }, { pid: process.pid, now: () => new Date(), isAlive: () => true });
  await pen.take();
  const journal = createJournal(path.join(folder, 'appended.jsonl'), { guard: pen.guard });
  const one = (seq) => ({ seq, at: new Date().toISOString(), type: 'noted', text: 'x'.repeat(300) });
  const times = [];
  for (let seq = 1; seq <= 2000; seq++) {
    const started = performance.now();
    await journal.append(one(seq));
    times.push(performance.now() - started);
  }
  const started = performance.now();
  for (let burst = 0; burst < 20; burst++)
    await Promise.all(Array.from({ length: 100 }, (_, at) => journal.append(one(2001 + burst * 100 + at))));
  const bursts = (performance.now() - started) / 20;
  await journal.close();
  await pen.release();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2);
  console.log(
    `2000 appends, one at a time: median ${at(0.5)} ms, 90 % ${at(0.9)} ms, max ${at(1)} ms; a burst of 100: ${bursts.toFixed(2)} ms`,
  );
  bars.push({ name: 'a journal append, median', ms: median(times), limit: 2 });
  bars.push({ name: 'a burst of 100 appends is flushed together, per event', ms: bursts / 100, limit: 0.5 });
}

/** What a walk writes, over and over: checks with facts and lines of evidence, answers, remarks, some of it taken back. */
function eventsOf(runbook) {
  const { int, pick, float } = createRandom(7);
  const steps = runbook.phases.flatMap((phase) => phase.steps);
  const checks = steps.filter(({ ask, do: act }) => ask === undefined && act === undefined);
  const questions = steps.filter(({ choices }) => choices !== undefined);
  const line = '{"ts":"2026-05-12T10:00:00Z","level":"info","msg":"POST /registrations 202","id":"CUST_7890","ms":184}';
  return Array.from({ length: count }, (_, index) => {
    const stamp = { seq: index + 1, at: new Date(1_778_580_000_000 + index * 1000).toISOString() };
    const draw = float();
    if (index === 0) return { ...stamp, ...opening(runbook) };
    if (draw < 0.3) return { ...stamp, type: 'check-started', step: pick(checks).id };
    if (draw < 0.6) {
      const step = pick(checks);
      const evidence = Array.from({ length: int(4) }, (__, at) => ({ source: 'app.jsonl', line: at + 1, text: line }));
      const outcome = step.outcomes === undefined ? null : pick(step.outcomes).id;
      const result = {
        status: 'pass',
        outcome,
        say: 'one request left, two arrived',
        facts: { n: int(100), gap_ms: 2005 },
        evidence,
        command: 'rg -n CUST_7890 app.jsonl',
        startedAt: stamp.at,
        durationMs: 12,
      };
      return { ...stamp, type: 'check-finished', step: step.id, result };
    }
    if (draw < 0.85) {
      const step = pick(questions);
      return {
        ...stamp,
        type: 'answered',
        step: step.id,
        answer: { choice: pick(step.choices).id, by: 'PartnerCRM', quality: 'looked' },
      };
    }
    if (draw < 0.95) return { ...stamp, type: 'noted', text: 'they looked again and are sure now' };
    return { ...stamp, type: 'undone', target: 1 + int(index) };
  });
}

function opening({ id, title }) {
  return {
    type: 'opened',
    incident: 'bench',
    runbook: { id, title, sha256: '', file: '' },
    inputs: {},
    window: null,
    evidence: null,
    tool: 'bench',
  };
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}
