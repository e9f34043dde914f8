'use strict';
// `check log FILE --match TEXT` or `--missing-ids FILE`: most of the answer is ripgrep's work on a large file, so it begins before the
// program is loaded, which takes as long as searching half a gigabyte. What is not plainly such a call is left to
// src/logs/read/begin-searches.ts, which also takes this search over.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const leaveOnSignal = require('./leave-on-signal.js');

const withValue = [
  ...['-w', '--where', '--top', '--repeats', '--within', '--every', '--percentiles', '--by', '--common', '--fields'],
  ...['--first-after', '--first', '--format', '--zone', '--stamps', '--duration', '--timeout'],
];
const minBytes = 1024 * 1024;
const maxTexts = 200;
const maxIdsBytes = 64 * 1024;

module.exports = function beginSearch(argv) {
  const given = readArguments(argv);
  if (given === undefined || !isLargeText(given.file)) return;
  const program = findRipgrep();
  if (program === undefined) return;
  const flags = ['--no-config', '--text', '--encoding', 'none', '--crlf', '--color', 'never', '-n', '-b', '--no-filename', '-F'];
  let child;
  const stop = () => child?.kill('SIGKILL');
  // Before there is a child: a Ctrl-C in the same instant must find somebody who ends it.
  process.once('exit', stop);
  const release = leaveOnSignal();
  child = spawn(program, [...flags, ...given.texts.flatMap((text) => ['-e', text]), '--', given.file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  // Node throws away what nobody reads of a child that has ended, unless somebody listens for what can be read.
  const output = child.stdout.on('readable', () => undefined);
  let said = '';
  child.stderr.on('data', (text) => {
    if (said.length < 2000) said += text;
  });
  const closed = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  closed.catch(() => undefined);
  // A search that nobody takes, because the call was wrong, holds nobody up: as soon as all else is done it is stopped.
  const handles = [child, output, child.stderr];
  for (const handle of handles) handle.unref();
  const hold = () => handles.forEach((handle) => handle.ref());
  globalThis.causebookSearch = { file: given.file, texts: given.texts, output, closed, said: () => said, stop, release, hold };
};

function readArguments(argv) {
  const texts = [];
  const ids = [];
  const files = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at];
    if (word === '-m' || word === '--match') texts.push(argv[(at += 1)]);
    else if (word === '--missing-ids') ids.push(...readIds(argv[(at += 1)]));
    else if (withValue.includes(word)) at += 1;
    else if (word.startsWith('-') && word !== '--json') return undefined;
    else if (word !== '--json') files.push(word);
  }
  // Together they are more than one search; with --by the ids are not what lines are searched for.
  if (ids.length > 0 && (texts.length > 0 || argv.includes('--by'))) return undefined;
  texts.push(...ids);
  const isPlain = (text) => typeof text === 'string' && text !== '' && !/[\n\0]/.test(text);
  if (files.length !== 1 || texts.length === 0 || texts.length > maxTexts || !texts.every(isPlain)) return undefined;
  return { file: path.resolve(files[0]), texts };
}

/** The ids in a file of UTF-8, as src/commands/check/read-ids.ts reads them; none where that is left to it: UTF-16, and what it will refuse. */
function readIds(file) {
  try {
    const found = fs.statSync(file);
    // What comes through a pipe can be read but once.
    if (!found.isFile() || found.size > maxIdsBytes) return [];
    const text = fs.readFileSync(file, 'utf8');
    return /[\0\ufffd]/.test(text) ? [] : text.split(/[\s,]+/).filter((id) => id !== '');
  } catch {
    return [];
  }
}

/** What src/logs/packing-of.ts knows by its first bytes is not searched as it is; nor is what has zeros, UTF-16 without a mark of its order. */
function isLargeText(file) {
  try {
    const found = fs.statSync(file);
    if (!found.isFile() || found.size < minBytes) return false;
    const head = Buffer.alloc(4096);
    const handle = fs.openSync(file, 'r');
    fs.readSync(handle, head, 0, head.length, 0);
    fs.closeSync(handle);
    return !head.includes(0) && !/^(?:1f8b|28b52ffd|5.2a4d18|fffe|feff|425a683|04224d18|504b0304)/.test(head.toString('hex', 0, 4));
  } catch {
    return false;
  }
}

function findRipgrep() {
  try {
    const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
    return require.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/${name}`);
  } catch {
    return undefined;
  }
}
