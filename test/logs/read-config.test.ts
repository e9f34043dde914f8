import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../src/logs/read-config.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function read(name: string, text: string, format?: 'env' | 'yaml' | 'json') {
  const { folder, remove } = await writeFolder({ [name]: text });
  removals.push(remove);
  const file = path.join(folder, name);
  const { size } = await stat(file);
  return readConfig(
    { path: file, name, bytes: size, modifiedMs: 0, packing: 'none' },
    { file: name, fields: {}, ...(format === undefined ? {} : { format }) },
  );
}

const valuesOf = (settings: Awaited<ReturnType<typeof read>>) =>
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
  ['no setting', {}],
  ['A.B=1', {}],
  ['A=1\nA=2', { A: '2' }],
])('the .env text %j has the settings %j', async (text, settings) => {
  expect(valuesOf(await read('a.env', text))).toEqual(settings);
});

test('nested settings have flat names, dotted paths and, where one can be found, their line', async () => {
  const text = 'idempotency:\n  enabled: true\n  store: table\nworkers: [1, 2]\nempty:\nname: {deep: {er: "x"}}\n';
  expect(await read('a.yaml', text)).toEqual([
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
  ['a.json', '{', 'a.json does not parse as json: '],
  ['a.yaml', 'a: [1', 'a.yaml does not parse as yaml: '],
  ['a.yaml', 'a: 1\na: 2', 'a.yaml does not parse as yaml: Map keys must be unique'],
  [
    'a.yaml',
    `a: &a [x]\n${Array.from(
      { length: 9 },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(`*${i === 0 ? 'a' : `a${i - 1}`}`)
          .join(', ')}]`,
    ).join('\n')}`,
    'a.yaml does not parse as yaml: Excessive alias count',
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
  expect(read40k.at(-1)).toEqual({ name: 'k39999', path: 'k39999', value: 1, line: 40_000 });
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
