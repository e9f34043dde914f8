// Runs the built program on the incident of the torture.
import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

const bin = new URL('../../bin/causebook', import.meta.url).pathname;
const incident = new URL('./incident/', import.meta.url).pathname;

/** What is answered, by step; the plain front end numbers its choices in this order, and all is known because someone looked. */
export const plan = {
  since: { text: 'Since Monday' },
  alert: { choice: 'muted', number: 2 },
  load: { choice: 'usual', number: 2 },
  deploy: { choice: 'deployed', number: 1 },
  restart: { text: 'done' },
};
export const remark = 'they sounded worried, "quotes" and é';

export function start(home, argv) {
  const child = execa('node', [bin, ...argv], {
    env: { XDG_STATE_HOME: path.join(home, 'state'), XDG_CACHE_HOME: path.join(home, '..', 'cache'), TERM: 'dumb' },
    reject: false,
    stdin: 'pipe',
  });
  return child;
}

export const runArgv = ['run', path.join(incident, 'runbook.yaml'), '--evidence', path.join(incident, 'evidence')];

/** Walks to the end without a person, with these answers, and gives what came of it, times aside. */
export async function finish(home, argv, answers) {
  await mkdir(home, { recursive: true });
  const file = path.join(home, 'answers.json');
  await writeFile(file, JSON.stringify(answers));
  const started = performance.now();
  const child = start(home, [...argv, '--answers', file, '--ui', 'none', '--json']);
  child.stdin.end();
  const { stdout, stderr, exitCode } = await child;
  const tookMs = performance.now() - started;
  const folder = await folderOf(home);
  const note = folder === undefined ? '' : await readFile(path.join(folder, 'note.md'), 'utf8').catch(() => '');
  return { exitCode, stderr, verdict: withoutTimes(parse(stdout)), note: normalise(note), raw: stdout, tookMs };
}

/** The same walk without a kill. */
export function undisturbed(home) {
  const answers = Object.entries(plan).map(([step, { number: _, ...answer }]) => ({ step, ...answer }));
  return finish(home, runArgv, { answers, notes: [remark] });
}

/** The folder of the incident; one that was killed before it was opened may lie beside it. */
export async function folderOf(home) {
  const incidents = path.join(home, 'state', 'causebook', 'incidents');
  const names = (await readdir(incidents).catch(() => [])).sort();
  const sizes = names.map((name) => sizeOf(path.join(incidents, name, 'journal.jsonl')));
  const longest = sizes.indexOf(Math.max(...sizes));
  return names.length === 0 ? undefined : path.join(incidents, names[longest]);
}

function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutTimes(value) {
  return JSON.stringify(
    value,
    (key, inner) => (['incident', 'started_at', 'duration_ms', 'redactions'].includes(key) ? undefined : inner),
    1,
  );
}

/** Times, and at which question the remark was written, differ from walk to walk. */
function normalise(note) {
  return note
    .replace(/\d{8}-\d{4}-[0-9a-f]{4}/g, 'INCIDENT')
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, 'TIME')
    .replace(/^- TIME (?:\[E\d+\]|`\w+`): /gm, '- TIME: ')
    .replace(/\d{2}:\d{2}:\d{2}(\.\d+)?/g, 'TIME')
    .replace(/\b\d+(\.\d+)? (ms|s)\b(?=[ ,)|]*(\||$))|(?<=TIMEZ? \()[\d.]+ (ms|s)(?=\))/gm, 'DURATION');
}
