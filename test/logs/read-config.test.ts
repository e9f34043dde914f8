import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { describeFile } from '../../src/logs/evidence-folder.ts';
import { readConfig } from '../../src/logs/read-config.ts';
import type { SettingsFormat } from '../../src/logs/settings/format.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function read(name: string, text: string | Uint8Array, format?: SettingsFormat) {
  const { folder, remove } = await writeFolder({ [name]: text });
  removals.push(remove);
  const file = path.join(folder, name);
  return readConfig(await describeFile(file, name), {
    file: name,
    fields: {},
    ...(format === undefined ? {} : { format }),
  });
}

const valuesOf = ({ settings }: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(settings.map(({ name, value }) => [name, value]));

test.each([
  ['A=1', { A: '1' }],
  ['  export A = 1  \r', { A: '1' }],
  ['A="x # y" # a remark', { A: 'x # y' }],
  ['A=\'it\' # "is"', { A: 'it' }],
  ['A="x" # "y"', { A: 'x' }],
  ['A=x # y', { A: 'x' }],
  ['A=x#y', { A: 'x#y' }],
  ['A=   # not set', { A: '' }],
  ['A=', { A: '' }],
  ['A=b=c', { A: 'b=c' }],
  ['A="', { A: '"' }],
  ['# A=1', {}],
  ['A=1\nno setting', { A: '1' }],
  ['A.B=1', { A_B: '1' }],
  ['A: 1', { A: '1' }],
  ['A="x\\ny\nz"\nB=`it\'s "it"`', { A: 'x\ny\nz', B: 'it\'s "it"' }],
  ["A='x\\ny'", { A: 'x\\ny' }],
  ['A="${B}/x"', { A: '${B}/x' }],
  ['A=1\nA=2', { A: '2' }],
])('the .env text %j has the settings %j', async (text, settings) => {
  expect(valuesOf(await read('a.env', text))).toEqual(settings);
});

test('nested settings have flat names, dotted paths and, where one can be found, their line', async () => {
  const text = 'idempotency:\n  enabled: true\n  store: table\nworkers: [1, 2]\nempty:\nname: {deep: {er: "x"}}\n';
  expect((await read('a.yaml', text)).settings).toMatchObject([
    { name: 'idempotency_enabled', path: 'idempotency.enabled', value: true, line: 2 },
    { name: 'idempotency_store', path: 'idempotency.store', value: 'table', line: 3 },
    { name: 'workers', path: 'workers', value: [1, 2], line: 4 },
    { name: 'empty', path: 'empty', value: null, line: 5 },
    { name: 'name_deep_er', path: 'name.deep.er', value: 'x', line: 6 },
  ]);
});

test('the name of a file says how it is read, unless the source does', async () => {
  expect(valuesOf(await read('a.json', '{"a": {"b": 1}}'))).toEqual({ a_b: 1 });
  expect(valuesOf(await read('a.yml', 'a: 1'))).toEqual({ a: 1 });
  expect(valuesOf(await read('settings', 'a=1'))).toEqual({ a: '1' });
  expect(valuesOf(await read('settings', 'a: 1', 'yaml'))).toEqual({ a: 1 });
});

test.each([
  ['a.json', '{', 'a.json:1:2 does not read as JSON: Unexpected token'],
  ['a.json', '{"a": b}', 'a.json:1:1 does not read as JSON: code stands where a value should'],
  ['a.json', '{"a": 1}\n}', 'a.json:2:1 does not read as JSON: something follows after the end of the value'],
  ['a.json', '7', 'a.json:1:1 does not read as JSON: it holds one value and no settings'],
  ['a.json', '['.repeat(100_000), 'does not read as JSON: it is nested too deeply'],
  ['a.json', '['.repeat(70) + ']'.repeat(70), 'a.json:1:66 does not read as JSON: it is nested deeper than 64 levels'],
  ['a.yaml', '['.repeat(70) + ']'.repeat(70), 'a.yaml:1:66 does not read as YAML: it is nested deeper than 64 levels'],
  ['a.toml', `a = ${'['.repeat(70)}${']'.repeat(70)}`, 'a.toml:1:'],
  ['a.yaml', 'a: [1', 'a.yaml:1:6 does not read as YAML: Flow sequence in block collection'],
  ['a.yaml', 'a: 1\na: 2', 'a.yaml:2:1 does not read as YAML: the key of line 1 stands again'],
  ['a.toml', 'a = 1\na = 2', 'a.toml:2:1 does not read as TOML: '],
  ['a.toml', 'a = x', 'a.toml:1:'],
  ['a.ini', 'hello', 'a.ini:1:1 does not read as INI: no line of it is a [section] or key = value'],
  ['a.env', 'hello\nworld', 'a.env:1:1 does not read as .env: no line of it is NAME=value'],
  ['a.js', 'const a = ;', 'a.js:1:11 does not read as JavaScript: Unexpected token'],
  ['a.ts', 'const a: Foo = {}', 'TypeScript is not read, paste the object alone'],
  ['a.env', 'A=\0', 'a.env holds NUL bytes'],
  [
    'a.yaml',
    `a: &a [x]\n${Array.from(
      { length: 9 },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(`*${i === 0 ? 'a' : `a${i - 1}`}`)
          .join(', ')}]`,
    ).join('\n')}`,
    'does not read as YAML: its aliases make it too large',
  ],
])('%s that holds %j cannot be understood', async (name, text, message) => {
  await expect(read(name, text)).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message: expect.stringContaining(message),
  });
});

test('a file over 1 MiB is not a settings file', async () => {
  await expect(read('a.env', 'A=1\n'.repeat(300_000))).rejects.toThrow(
    /^a\.env is larger than 1 MiB: not a settings file$/,
  );
});

test('a file of as many settings as it has room for is read in a moment', async () => {
  const settings = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`);
  const started = performance.now();
  const read40k = await read('a.yaml', settings.join('\n'));
  expect(read40k.settings.at(-1)).toEqual({ name: 'k39999', path: 'k39999', value: 1, line: 40_000 });
  await read('a.env', `A=x${' '.repeat(500_000)}y`);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a tag that nobody knows is no trouble and no warning on the screen', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  expect(valuesOf(await read('a.yaml', 'a: !vault secret-id\nb: 1'))).toEqual({ a: 'secret-id', b: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});

test.each([
  ['{"a": 1, // why\n "b": [1, 2,],}', 'json', { a: 1, b: [1, 2] }],
  ['module.exports = {a: 60 * 1000}', 'js', { a: 60_000 }],
  ['[server]\nport = 80', 'toml', { server_port: 80 }],
  ['[server]\nhost = db.example', 'ini', { server_host: 'db.example' }],
  ['spring.retry.max-attempts=3', 'properties', { 'spring_retry_max-attempts': '3' }],
  ['a: 1\nb: [x]', 'yaml', { a: 1, b: ['x'] }],
  ['retry: {\n  attempts: 3,\n},', 'js', { retry_attempts: 3 }],
  ['A=1', 'env', { A: '1' }],
])('the text %j tells its own format', async (text, format, settings) => {
  const found = await read('pasted', text);
  expect([found.format, valuesOf(found)]).toEqual([format, settings]);
});

test('a name that tells the wrong format is told with the right one', async () => {
  await expect(read('a.json', 'a: 1\nb: 2')).rejects.toMatchObject({ unblock: 'It reads as YAML: say format yaml' });
  await expect(read('a.toml', 'a: 1')).rejects.toMatchObject({ unblock: 'It reads as YAML: say format yaml' });
});

test('byte order marks, UTF-16, Windows line ends and packed files are read; bytes that are not UTF-8 are said', async () => {
  const text = 'A=1\r\nB=ä\r\n';
  const settings = { A: '1', B: 'ä' };
  expect(valuesOf(await read('a.env', `\uFEFF${text}`))).toEqual(settings);
  expect(valuesOf(await read('a.env', Buffer.from(`\uFEFF${text}`, 'utf16le')))).toEqual(settings);
  expect(valuesOf(await read('a.env.gz', gzipSync(text)))).toEqual(settings);
  const latin = await read('a.env', Buffer.from(text, 'latin1'));
  expect(valuesOf(latin)).toEqual(settings);
  expect(latin.remarks).toEqual(['bytes that are not UTF-8 were read as Latin-1']);
});

test('what is odd about a file is said', async () => {
  expect((await read('a.env', 'A=1\noops\nB=x#y')).remarks).toEqual([
    'line 3: dotenv (Node) ends the value at the #, a shell, Python and Docker do not',
    'line 2 is no setting',
  ]);
  expect((await read('a.json', '{"a": 1,\n"a": 2}')).remarks).toEqual([
    'a stands twice, on lines 1 and 2: the last counts',
  ]);
  const documents = await read('a.yaml', 'a: 1\n---\n# nothing\n---\nb: 2\n');
  expect(valuesOf(documents)).toEqual({ '0_a': 1, '1_b': 2 });
  expect(documents.remarks).toEqual([
    'several documents: their settings are named by the number of the document, from 0',
  ]);
  expect((await read('a.yaml', '---\na: 1\n---\n')).remarks).toEqual([]);
});

test('keys that objects inherit are settings like others', async () => {
  for (const [name, text] of [
    ['a.json', '{"__proto__": {"x": 1}, "constructor": 2}'],
    ['a.yaml', '__proto__: {x: 1}\nconstructor: 2'],
    ['a.toml', 'constructor = 2\n[__proto__]\nx = 1'],
  ] as const) {
    const { settings } = await read(name, text);
    expect(settings.map(({ path: at, value }) => [at, value]).sort()).toEqual([
      ['__proto__.x', 1],
      ['constructor', 2],
    ]);
  }
  expect(({} as { x?: number }).x).toBeUndefined();
});
