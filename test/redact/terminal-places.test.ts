import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NameServer, startNameServer } from '../helpers/name-server.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { type FakeServer, startServer } from '../helpers/stores/server.ts';
import { runInTerminal } from '../helpers/terminal.ts';
import { type TextsRunbook, writeTextsRunbook } from '../helpers/texts-runbook.ts';
import { createTlsLab, serverFor, type TlsLab } from '../helpers/tls-lab.ts';
import { createServers } from '../helpers/tls-servers.ts';
import { escapeMark, escapes } from './corpus.ts';
import { raw, withoutOwn } from './terminal-bytes.ts';

const everything = escapes.join(' ');
/** What X.509 and openssl's command line bear of it: no NUL, no separator of theirs. */
const inCertificates = escapes.map((text) => text.replace(/[\0/=,+"<>#;\\\r\n]/g, ''));

let program: Program;
let texts: TextsRunbook;
let lab: TlsLab;
let names: NameServer;
let prometheus: FakeServer;
const tls = createServers();

beforeAll(async () => {
  program = await createProgram();
  texts = await writeTextsRunbook(path.join(program.home, 'texts'), { texts: escapes.slice(0, 3) });
  lab = createTlsLab();
  names = await startNameServer((type, name) => ({
    answers:
      type === 'TXT'
        ? escapes.map((text) => ({ type: 'TXT', name, ttl: 60, data: text }))
        : [
            { type: 'CNAME', name, ttl: 60, data: `${label(0)}.${label(13)}.test` },
            { type: 'CNAME', name: `${label(0)}.${label(13)}.test`, ttl: 60, data: `${label(50)}.test` },
            { type: 'A', name: `${label(50)}.test`, ttl: 60, data: '127.0.0.1' },
          ],
  }));
  prometheus = await startServer(({ query }) =>
    query.get('query') === 'broken'
      ? { status: 400, body: JSON.stringify({ status: 'error', errorType: everything, error: everything }) }
      : { status: 200, body: JSON.stringify({ status: 'success', data: series(), warnings: [everything] }) },
  );
}, 60_000);
afterAll(async () => {
  await tls.close();
  await names.close();
  await prometheus.close();
  lab.remove();
  await program.remove();
});

/** A sample as one label of a name. */
function label(index: number): string {
  return (escapes[index] ?? '').replaceAll('.', '');
}

function series() {
  const seconds = Math.floor(Date.now() / 1000) - 600;
  return {
    resultType: 'matrix',
    result: escapes.map((text) => ({
      metric: { __name__: text, [text]: text, node: text },
      values: [0, 60, 120].map((after) => [seconds + after, '1']),
    })),
  };
}

/** Runs each, and expects that what they print has a sample in it, unless it shows none, and nothing that a terminal obeys. */
async function expectVisible(
  commands: readonly (readonly string[])[],
  options: { readonly input?: string; readonly shows?: boolean } = {},
): Promise<void> {
  for (const argv of commands) {
    const { stdout, stderr } = await program.run(argv, options.input === undefined ? {} : { input: options.input });
    const printed = `${stdout}${stderr}`;
    if (options.shows !== false) expect(printed, argv.join(' ')).toContain(escapeMark);
    expect(printed, argv.join(' ')).not.toMatch(raw);
  }
}

/** A check by hand as text and as JSON. */
const both = (...argv: readonly string[]) => [argv, [...argv.slice(0, 2), '--json', ...argv.slice(2)]];

test('names in certificates: subject, issuer and alternative names, of a server and of a file', async () => {
  const name = inCertificates.join('').slice(0, 60);
  const rest = inCertificates.slice(20, 30).join('').slice(0, 60);
  lab.issue(
    { name: 'ca', subject: rest, issuer: 'ca', extensions: ['basicConstraints=critical,CA:TRUE'] },
    {
      name: 'evil',
      subject: name,
      issuer: 'ca',
      extensions: serverFor(`DNS:${inCertificates[0]},DNS:${inCertificates[33]},URI:urn${inCertificates[15]}`),
    },
  );
  const file = path.join(lab.folder, 'evil.pem');
  const port = await tls.serve({ cert: lab.pem('evil ca'), key: lab.key('evil') });
  await expectVisible([
    ...both('check', 'tls', `127.0.0.1:${port}`, '--servername', 'hooks.test'),
    ...both('check', 'tls', 'hooks.test', '--file', file),
  ]);
  await expectVisible(both('check', 'http', `https://127.0.0.1:${port}/`), { shows: false });
}, 60_000);

test('answers of a name server', async () => {
  const at = ['--resolver', names.text];
  await expectVisible([
    ...both('check', 'dns', 'crm.test', ...at, '--type', 'TXT'),
    ...both('check', 'dns', 'crm.test', ...at, '--type', 'TXT', '--expect', 'something else'),
    ...both('check', 'dns', 'crm.test', ...at),
  ]);
}, 60_000);

test('labels of metrics, and what Prometheus says of an error', async () => {
  const at = ['--url', prometheus.url];
  await expectVisible([
    ...both('check', 'metric', 'errors', ...at, '--max', '0'),
    ...both('check', 'metric', 'errors', ...at),
    ...both('check', 'metric', 'broken', ...at),
  ]);
}, 60_000);

test('what commands and scripts print and give', async () => {
  const file = path.join(program.home, 'everything.txt');
  await writeFile(file, everything);
  const script = path.join(program.home, 'script.mjs');
  await writeFile(
    script,
    `import { readFileSync } from 'node:fs';
export default () => {
  const text = readFileSync(${JSON.stringify(file)}, 'utf8');
  console.log(text);
  console.error(text);
  return { facts: { text, [text]: text }, say: text, evidence: [{ source: text, text }] };
};
`,
  );
  const broken = path.join(program.home, 'broken.mjs');
  await writeFile(broken, `export default () => { throw new Error(${JSON.stringify(everything)}); };\n`);
  await expectVisible([
    ...both('check', 'command', '--', 'cat', file),
    ...both('check', 'command', '--', 'sh', '-c', `cat "${file}" >&2; exit 3`),
    ...both('check', 'script', script),
    ...both('check', 'script', broken),
  ]);
  await expectVisible(
    [
      ...both('check', 'command', '--as', 'pairs', '--', 'sh', '-c', `printf 'name='; tr -d '\\n' <"${file}"`),
      ...both('check', 'command', '--as', 'json', '--', 'cat', file),
    ],
    { shows: false },
  );
}, 120_000);

test('names of columns and tables', async () => {
  const csv = path.join(program.home, 'columns.csv');
  // What breaks a line of the file, or ends its quotes, would break the file.
  const quoted = escapes.filter((text) => !/[\r\n"]/.test(text)).map((text) => `"${text}"`);
  await writeFile(csv, `${quoted.join(',')}\n${quoted.join(',')}\n`);
  await expectVisible([
    ...both('check', 'sql', '--file', `t=${csv}`, 'select * from t'),
    ...both('check', 'sql', '--file', `t=${csv}`, '--duplicates', `t(${(escapes[0] ?? '').replace(/[(),]/g, '')})`),
  ]);
  await expectVisible(both('check', 'sql', '--file', `t=${csv}`, 'select nothing from t'), { shows: false });
}, 60_000);

test('a file in place of those of a source', async () => {
  const file = path.join(program.home, 'pasted.log');
  await writeFile(file, escapes.map((text) => `part-000 ${text}\n`).join(''));
  await expectVisible(
    both('check', 'step', texts.runbook, 'lines_0', '--evidence', texts.evidence, '--pasted', `app=${file}`),
  );
});

test('a reply of a party, the note that quotes it, and the message that goes back', async () => {
  const hostile = await writeTextsRunbook(path.join(program.home, 'asked'), {
    texts: [everything],
    steps: [
      {
        id: 'more',
        ask: `What ${everything}?`,
        party: 'crm',
        choices: [
          { id: 'yes', label: `Yes ${everything}` },
          { id: 'no', label: `No ${everything}` },
        ],
        observes: 'more',
      },
    ],
    observations: [
      {
        id: 'more',
        text: `More ${everything}`,
        group: 'more',
        cost: 1,
        outcomes: [
          { id: 'yes', base: 0.5, evidence: { known: 'for' } },
          { id: 'no', base: 0.5 },
        ],
      },
    ],
  });
  const { incidents, ...ran } = await program.run([
    'run',
    hostile.runbook,
    '--evidence',
    hostile.evidence,
    '--ui',
    'none',
  ]);
  const id = [...incidents].sort().at(-1) ?? '';
  expect(id, ran.stderr).not.toBe('');
  await expectVisible([
    ['ask', id, '--party', 'crm', '--no-mark'],
    ['ask', id, '--party', 'crm', '--format', 'text'],
  ]);
  const line = everything.replace(/[\r\n]/g, '');
  await expectVisible([['answer', id, '-', '--party', 'crm', '--by', escapes[0] ?? '']], {
    input: `1a ${line}\n2: ${line}\n3: ${line}\n9z ${line}\n${line}\n`,
  });
  await expectVisible([
    ['show', id, '--json'],
    ['note', id, '--audience', 'partner', '--party', 'crm'],
    ['handover', id],
  ]);
  // A page is obeyed by a browser too.
  const html = path.join(program.home, 'note.html');
  const remark = '<script>alert("zq7")</script><img src=x onerror=alert(1)>';
  await program.run(['answer', id, '-', '--party', 'crm', '--replace'], {
    input: `1a ${remark}\n2: ${remark}\n3: ${remark}\n`,
  });
  await program.run(['note', id, '--format', 'html', '-o', html, '--yes']);
  const page = readFileSync(html, 'utf8');
  expect(page).toContain(escapeMark);
  expect(page).toContain('&lt;script&gt;alert');
  expect(page).not.toMatch(raw);
  expect(page).not.toMatch(/<script|<img/i);
}, 120_000);

test('text that is pasted into the screen', async () => {
  const run = runInTerminal({
    command: `"${process.execPath}" "${bin}" run "${texts.runbook}" --evidence "${program.home}" --ui tui`,
    columns: 100,
    rows: 30,
    env: { ...program.env, NODE_ENV: 'production' },
  });
  await run.shows(/q quit/);
  run.press('h');
  await run.shows('j move');
  run.press('g');
  await run.shows('❯ v Result');
  for (const _ of [1, 2, 3]) run.press('j');
  await run.shows('Check: log');
  run.press('p');
  await run.shows('Stands for app.log');
  // The end of a paste is not part of what a terminal lets through.
  const pasted = escapes.map((text) => `part-000 ${text}`).join('\r');
  run.press(`\u001b[200~${pasted}\u001b[201~`);
  await run.shows(escapeMark);
  run.press('\r');
  await run.shows('Pasted: ');
  run.signal('SIGINT');
  await run.exited;
  expect(withoutOwn(run.bytes())).toContain(escapeMark);
  expect(withoutOwn(run.bytes())).not.toMatch(raw);
}, 60_000);
