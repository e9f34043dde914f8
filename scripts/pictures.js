// npm run pictures: draws docs/pictures/ from frames of the built program in a pseudo-terminal, each on light and on dark ground. The staged
// incidents come from fixed seeds; what differs from run to run (the id of the incident, the time in the header, ports) is set to fixed values.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { drawScreen } from './pictures/draw-screen.js';

const bin = new URL('../bin/causebook', import.meta.url).pathname;
const target = new URL('../docs/pictures/', import.meta.url).pathname;
const checked = /Result: nothing more|Result so far: b goes/;

/** Each picture: what to run, how large, and the keys that lead there with what must show after each; `before`: incidents that there are already. */
const pictures = [
  {
    name: 'walk',
    argv: 'demo s1-01',
    columns: 120,
    rows: 36,
    keys: [
      ['', checked],
      ['b', /Known how/],
      ['1', /Recorded/],
      ['b', /Known how/],
    ],
  },
  {
    name: 'why',
    argv: 'demo s1-01',
    columns: 100,
    rows: 30,
    keys: [
      ['', checked],
      ['\t', /━ Ranking/],
      ['w', /━ Why ━/],
    ],
  },
  {
    name: 'result',
    argv: 'demo s2-01',
    columns: 120,
    rows: 40,
    keys: [
      ['', checked],
      ['\t\t', /━ Steps/],
      ['j'.repeat(9), /Check: log/],
      ['\t', /━ Check/],
    ],
  },
  {
    name: 'home',
    before: ['demo s2-02', 'demo s1-04', 'demo s1-01'],
    argv: '',
    columns: 120,
    rows: 28,
    keys: [['', /3 incidents, 2 runbooks/]],
  },
];

const only = process.argv[2];
// Nothing of the outside decides on colour: chalk takes a build server for a terminal without.
const outside = Object.fromEntries(
  Object.entries(process.env).filter(([key]) => !/^(CI|NO_COLOR|FORCE_COLOR|COLORTERM)$/.test(key)),
);
const home = await mkdtemp(path.join(tmpdir(), 'causebook-pictures-'));
try {
  await mkdir(target, { recursive: true });
  for (const picture of pictures.filter(({ name }) => only === undefined || name === only)) {
    for (const argv of picture.before ?? []) await frameOf({ ...picture, argv, keys: [['', checked]] });
    const terminal = await frameOf(picture);
    for (const ground of ['light', 'dark']) {
      await writeFile(path.join(target, `${picture.name}-${ground}.svg`), drawScreen(terminal, { ground, settle }));
    }
    console.log(`${picture.name}: ${picture.columns} × ${picture.rows}`);
  }
} finally {
  await rm(home, { recursive: true, force: true });
}

/** The terminal as it stands once the keys have led where they should. */
async function frameOf({ name, argv, columns, rows, keys }) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const child = spawn(
    'script',
    ['-qefc', `stty cols ${columns} rows ${rows}; exec "${process.execPath}" "${bin}" ${argv}`, '/dev/null'],
    {
      env: {
        ...outside,
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        XDG_STATE_HOME: path.join(home, name, 'state'),
        XDG_CACHE_HOME: path.join(home, name, 'cache'),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  child.stdout.on('data', (chunk) => terminal.write(chunk));
  let isEnded = false;
  const ended = new Promise((resolve) => child.on('close', resolve)).then(() => {
    isEnded = true;
  });
  const text = () =>
    Array.from({ length: rows }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '').join(
      '\n',
    );
  try {
    for (const [key, wanted] of keys) {
      child.stdin.write(key);
      for (let last = ''; !wanted.test(text()) || text() !== last; ) {
        if (isEnded) throw new Error(`${argv} ended before ${wanted} was on its screen:\n${text()}`);
        last = text();
        // Two looks alike: the frame is whole.
        await pause(300);
      }
    }
    return terminal;
  } finally {
    // What it would draw on leaving is not to be in the picture.
    child.stdout.removeAllListeners('data');
    child.stdout.resume();
    child.stdin.write('q');
    await ended;
  }
}

/** A row as it looks in every run; as long as it was. */
function settle(row) {
  return row
    .replace(/\b20\d{6}-\d{4}-[0-9a-f]{4}\b/g, '20261123-1405-c4fe')
    .replace(/from \d\d:\d\d UTC(?: \+\d+ min)?/g, (found) => 'from 14:05 UTC'.padEnd(found.length))
    .replace(/(?<=causebook-lab-)\d+(?=-\w{6})/g, (id) => '4711000'.slice(0, id.length))
    .replace(/(?<=causebook-lab-\d+-)\w{6}/g, 'k7f3q2')
    .replace(/(?<=127\.0\.0\.1:)\d+/g, (port) => '48080'.slice(0, port.length));
}
