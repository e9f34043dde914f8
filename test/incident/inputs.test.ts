import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { resolveInputs } from '../../src/incident/inputs.ts';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const runbookWith = (...inputs: readonly string[]) =>
  parseRunbook(
    small.replace(
      '  - {id: count, type: integer, default: 3}\n',
      ['  - {id: count, type: integer, default: 3}', ...inputs.map((input) => `  - ${input}`), ''].join('\n'),
    ),
    'small.yaml',
  ).runbook;

const now = new Date('2026-05-12T12:00:00Z');

async function resolve(
  inputs: readonly string[],
  given: { readonly [id: string]: string },
  more: {
    readonly env?: { readonly [name: string]: string };
    readonly files?: { readonly [name: string]: string };
  } = {},
) {
  const { folder, remove } = await writeFolder(more.files ?? {});
  removals.push(remove);
  return resolveInputs({
    runbook: runbookWith(...inputs),
    given: { parcel_id: 'P_1', ...given },
    env: more.env ?? {},
    folder: await openEvidenceFolder(folder),
    now,
    signal: new AbortController().signal,
  });
}

test('what was given comes before the environment, and that before the default', async () => {
  const port = '{id: port, type: integer, env: PORT, default: 1}';
  expect((await resolve([port], {})).values).toMatchObject({ port: 1, count: 3 });
  expect((await resolve([port], {}, { env: { PORT: '2' } })).values.port).toBe(2);
  expect((await resolve([port], { port: '3' }, { env: { PORT: '2' } })).values.port).toBe(3);
});

test.each<[string, string, string | number | boolean]>([
  ['string', ' a b ', ' a b '],
  ['path', '/tmp/x', '/tmp/x'],
  ['integer', '-12', -12],
  ['number', '1.5', 1.5],
  ['number', '1e3', 1000],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['url', 'https://crm.test/x', 'https://crm.test/x'],
])('a %s given as %j is %j, and is recorded as it was given', async (type, text, value) => {
  const { values, shown } = await resolve([`{id: x, type: ${type}}`], { x: text });
  expect(values.x).toBe(value);
  expect(shown.x).toBe(text);
});

test.each([
  ['{id: x, type: string}', '', 'input x: "" is not a value: it is empty'],
  ['{id: x, type: path}', '  ', 'input x: "  " is not a value: it is empty'],
  ['{id: x, type: integer}', '1.5', 'input x: "1.5" is not a whole number'],
  ['{id: x, type: integer, example: 8080}', 'many', 'input x: "many" is not a whole number. For example 8080.'],
  ['{id: x, type: number}', '1,5', 'input x: "1,5" is not a number'],
  ['{id: x, type: number}', ' ', 'input x: " " is not a number'],
  ['{id: x, type: number}', 'Infinity', 'input x: "Infinity" is not a number'],
  ['{id: x, type: boolean}', 'yes', 'input x: "yes" is not true or false'],
  [
    '{id: x, type: url, example: "https://crm.test"}',
    'crm.test',
    'input x: "crm.test" is not a URL. For example https://crm.test.',
  ],
  ['{id: x, type: integer, secret: true}', 'pa55word', 'input x: the value is not a whole number'],
  [
    '{id: x, type: window}',
    'soon',
    '"soon" is not a window. Write "last 24h" or "2026-05-12T10:00:00Z/2026-05-12T11:00:00Z".',
  ],
])('%s refuses %j', async (input, text, message) => {
  await expect(resolve([input.replace('example: 8080', 'example: "8080"')], { x: text })).rejects.toMatchObject({
    name: 'UserError',
    message,
  });
});

test('inputs that the runbook does not have are told together, each with the nearest or with all', async () => {
  await expect(resolve([], { parcl_id: 'x', frobnicate: 'y' })).rejects.toMatchObject({
    name: 'UserError',
    message:
      'runbook lost-parcels has no input "parcl_id". Did you mean "parcel_id"?\nrunbook lost-parcels has no input "frobnicate". It takes parcel_id, count.',
  });
});

test('an input without a value is missing, an optional one is empty', async () => {
  const { missing, values, shown } = await resolve(['{id: a, type: string}', '{id: b, type: url, optional: true}'], {});
  expect(missing).toEqual(['a']);
  expect(values).toMatchObject({ b: '' });
  expect(values).not.toHaveProperty('a');
  expect(shown).toEqual({ parcel_id: 'P_1', count: '3' });
});

test('a secret goes to the checks and the redactor, and never to the record', async () => {
  const key = '{id: api_key, type: string, secret: true, env: API_KEY}';
  const { shown, values, secrets } = await resolve([key], {}, { env: { API_KEY: 'pa55word' } });
  expect(JSON.stringify(shown)).not.toContain('pa55word');
  expect(Object.keys(shown)).not.toContain('api_key');
  expect(values.api_key).toBe('pa55word');
  expect(secrets).toEqual(['pa55word']);
  expect((await resolve([key], { api_key: 'from argv' })).secrets).toEqual(['from argv']);
});

test('a window is one by itself, or the time of the lines that hold an input, with room on both sides', async () => {
  const at = (time: string) => Date.parse(`2026-05-12T${time}Z`);
  const around = '{id: window, type: window, default: {around: "${{ inputs.parcel_id }}", pad: 15m}}';
  const files = {
    'scans.jsonl':
      '{"ts":"2026-05-12T10:00:00Z","parcel":"P_1"}\n{"ts":"2026-05-12T08:00:00Z","parcel":"P_2"}\nP_1 without a stamp\n',
    'scans.jsonl.1': '{"ts":"2026-05-12T09:00:00Z","parcel":"P_1"}\n',
    'other.jsonl': '{"ts":"2026-05-12T01:00:00Z","parcel":"P_1"}\n',
  };
  expect((await resolve([around], {}, { files })).window).toEqual({ fromMs: at('08:45:00'), toMs: at('10:15:00') });
  expect((await resolve([around], { parcel_id: 'P_9' }, { files })).window).toBeUndefined();
  expect((await resolve([around], { window: 'last 1h' }, { files })).window).toEqual({
    fromMs: at('11:00:00'),
    toMs: at('12:00:00'),
  });
  expect((await resolve(['{id: span, type: window, default: last 2h}'], {})).window).toEqual({
    fromMs: at('10:00:00'),
    toMs: at('12:00:00'),
  });
  expect((await resolve([], {})).window).toBeUndefined();
});

test('without the input that it hangs on, there is no window', async () => {
  const inputs = [
    '{id: other, type: string}',
    '{id: window, type: window, default: {around: "${{ inputs.other }}", pad: 15m}}',
  ];
  expect(
    (await resolve(inputs, {}, { files: { 'scans.jsonl': '{"ts":"2026-05-12T10:00:00Z"}\n' } })).window,
  ).toBeUndefined();
});
