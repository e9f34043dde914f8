// One walk of the torture.
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from './driver.js';
import { finish, folderOf, plan, remark, runArgv, start } from './program.js';

/** Walks, kills, damages, goes on; gives the kills and what was wrong afterwards. */
export async function torture({ home, random, expected }) {
  const shown = new Set();
  const kills = [];
  const problems = [];
  const times = random.float() < 0.25 ? 2 : 1;
  for (let time = 0; time < times; time++) {
    const before = await readEvents(home);
    const at = await walkAndKill({
      argv: before.isOpened ? ['resume', '--ui', 'plain'] : [...runArgv, '--ui', 'plain'],
      home,
      shown,
      isNoted: before.told.has('remark'),
      random,
      tookMs: expected.tookMs,
    });
    const damage = await damageEnd(home, shown, random);
    kills.push({ at, damage, shown: shown.size });
    if (at === 'after its end') break;
  }
  const left = await readEvents(home);
  if (shown.has('opened') && !left.isOpened) return { kills, problems: ['the incident that was shown is gone'] };
  const answers = Object.entries(plan)
    .filter(([step]) => !shown.has(`answer:${step}`))
    .map(([step, { number: _, ...answer }]) => ({ step, ...answer }));
  const isNoted = shown.has('remark') || left.events.some(({ type, text }) => type === 'noted' && text === remark);
  const argv = left.isOpened ? ['resume'] : runArgv;
  const ended = await finish(home, argv, { answers, notes: isNoted ? [] : [remark] });
  const after = await readEvents(home);
  for (const one of shown) if (!after.told.has(one)) problems.push(`${one} had been shown and is not in the journal`);
  const seqs = after.events.map(({ seq }) => seq);
  if (seqs.some((seq, index) => seq !== index + 1)) problems.push(`the events are numbered ${seqs.join(' ')}`);
  if (after.unreadable > 0) problems.push(`${after.unreadable} lines of the journal cannot be read after the resume`);
  if (ended.exitCode !== expected.exitCode)
    problems.push(`ended with ${ended.exitCode}, not ${expected.exitCode}: ${ended.stderr} ${ended.raw.slice(0, 200)}`);
  else {
    if (ended.verdict !== expected.verdict)
      problems.push(`another verdict: ${difference(ended.verdict, expected.verdict)}`);
    if (ended.note !== expected.note) problems.push(`another note: ${difference(ended.note, expected.note)}`);
  }
  return { kills, problems };
}

/** Kills at a random time, or a moment after something was typed. */
async function walkAndKill({ argv, home, shown, isNoted, random, tookMs }) {
  const child = start(home, argv);
  const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const byInput = random.float() < 0.6 ? random.int(9) : undefined;
  const kill = () => child.kill('SIGKILL');
  let inputs = 0;
  const onInput = () => {
    if (inputs++ === byInput) setTimeout(kill, random.int(25));
  };
  drive(child, { shown, isNoted, onInput });
  if (byInput === undefined) void sleep(tookMs * (0.3 + 0.9 * random.float())).then(kill);
  const signal = await gone;
  // What it had printed may still be on its way; it has been shown all the same.
  await child;
  if (signal !== 'SIGKILL') return 'after its end';
  if (!shown.has('opened')) return 'before it showed anything';
  return [...shown].some((one) => one.startsWith('answer:')) ? 'between answers' : 'among the checks';
}

/** Damages the journal behind the last event that had been shown, as a crash of the machine would, and sometimes the pen. */
async function damageEnd(home, shown, random) {
  const folder = await folderOf(home);
  if (folder === undefined) return 'no incident';
  for (const name of await readdir(folder))
    if (name.startsWith('pen.') && random.float() < 0.2)
      await writeFile(path.join(folder, name), random.pick(['', '\0\0\0\0', '{"pid":']));
  const file = path.join(folder, 'journal.jsonl');
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return 'no journal';
  const safe = endOfShown(bytes, shown);
  const from = safe + random.int(bytes.length - safe + 1);
  const append = (tail) => writeFile(file, Buffer.concat([bytes, tail]));
  const damage = random.pick(['as it was', 'cut', 'zeroed', 'half a line more', 'zeroes more', 'garbage more']);
  switch (damage) {
    case 'cut':
      await truncate(file, from);
      break;
    case 'zeroed':
      await writeFile(file, Buffer.concat([bytes.subarray(0, from), Buffer.alloc(bytes.length - from)]));
      break;
    case 'half a line more':
      await append(
        Buffer.from('{"type":"answered","step":"alert","answer":{"choice":"no').subarray(0, 1 + random.int(50)),
      );
      break;
    case 'zeroes more':
      await append(Buffer.alloc(1 + random.int(4096)));
      break;
    case 'garbage more':
      await append(Buffer.from(Array.from({ length: 1 + random.int(60) }, () => random.int(256))));
      break;
  }
  return damage;
}

/** The offset after the last line that tells something that had been shown. */
function endOfShown(bytes, shown) {
  let end = 0;
  let from = 0;
  const left = new Set(shown);
  for (let at = bytes.indexOf(0x0a); at >= 0 && left.size > 0; at = bytes.indexOf(0x0a, from)) {
    const told = tellOf(parse(bytes.subarray(from, at).toString('utf8')));
    from = at + 1;
    if (left.has(told)) end = from;
    left.delete(told);
  }
  return end;
}

async function readEvents(home) {
  const folder = await folderOf(home);
  const text = folder === undefined ? '' : await readFile(path.join(folder, 'journal.jsonl'), 'utf8').catch(() => '');
  const lines = text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const events = lines.map(parse).filter((event) => typeof event?.seq === 'number');
  const told = new Set(events.map(tellOf));
  return { events, told, isOpened: told.has('opened'), unreadable: lines.length - events.length };
}

function tellOf(event) {
  switch (event?.type) {
    case 'opened':
      return 'opened';
    case 'check-finished':
      return `check:${event.step}`;
    case 'answered':
      return `answer:${event.step}`;
    case 'noted':
      return event.text === remark ? 'remark' : undefined;
    default:
      return undefined;
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function difference(found, expected) {
  const [a, b] = [found.split('\n'), expected.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  return `line ${at + 1}: ${JSON.stringify(a[at])}, not ${JSON.stringify(b[at])}`;
}
