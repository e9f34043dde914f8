import { expect, test } from 'vitest';
import { parseSettings } from '../../../src/logs/settings/parse-settings.ts';

const read = async (text: string) =>
  Object.fromEntries((await parseSettings(text, 'js')).settings.map(({ path, value }) => [path, value]));

test.each([
  ['module.exports = {a: 1, "b-c": [1, {d: 2}], e: {f: null}}', { a: 1, 'b-c': [1, { d: 2 }], 'e.f': null }],
  [
    'export default {a: -1, b: +2, c: 1_000, d: 0x10, e: 60 * 1000, f: 2 ** 3, g: !0}',
    { a: -1, b: 2, c: 1000, d: 16, e: 60_000, f: 8, g: true },
  ],
  ['const retryConfig = {attempts: 3}', { 'retryConfig.attempts': 3 }],
  ['const S = 1000;\nexport const http = {timeout: 5 * S};', { 'http.timeout': 5000 }],
  ['const base = {a: 1, b: 2};\nmodule.exports = {...base, b: 3};', { a: 1, b: 3 }],
  ['const all = {retry: {n: 3}};\nexports.n = all.retry.n;', { n: 3 }],
  ['const c = {a: 1};\nexport default c;', { a: 1 }],
  ['export default defineConfig({a: 1})', { a: 1 }],
  ['module.exports = Object.freeze({a: new Set([1, 2])})', { a: [1, 2] }],
  ['// why\n{ retry: { attempts: 3, }, };', { 'retry.attempts': 3 }],
  ['retry: { attempts: 3 },\ntimeout: 5', { 'retry.attempts': 3, timeout: 5 }],
  ['({a: 1})', { a: 1 }],
  ['a.b = 1; a.c = `x`', { 'a.b': 1, 'a.c': 'x' }],
  ['const h = "db"; module.exports = {url: `http://${h}/x`}', { url: 'http://db/x' }],
  [
    'axiosRetry(client, {retries: 3}); axiosRetry(other, {retries: 5})',
    { 'axiosRetry.retries': 3, 'axiosRetry#2.retries': 5 },
  ],
  ['const http = await axios.create({timeout: 2000})', { 'axios.create.timeout': 2000 }],
  [
    '#!/usr/bin/env node\n"use strict";\nmodule.exports = {a: undefined, b: Infinity, c: () => 2000}',
    { a: null, b: 'Infinity', c: 2000 },
  ],
  [
    '({["a" + "b"]: 1, [x]: 2, get g() { return 1 }, m() {}})',
    { ab: 1, '[x]': 2, g: 'computed: () { return 1 }', m: 'computed: () {}' },
  ],
])('%s', async (text, settings) => {
  expect(await read(text)).toEqual(settings);
});

test.each([
  ['process.env.X || 5', 'process.env.X || 5'],
  ['Number(process.env.X ?? "abc")', "Number(process.env.X ?? 'abc')"],
  ['a ? 1 : 2', 'a ? 1 : 2'],
  ['require("./x").timeout', "require('…').timeout"],
  ['`Bearer ${key}`', '`…${key}`'],
  ['`Bearer${key}`', '`Bearer${key}`'],
  ['fn(/* hunter2 */ 1) // tail', 'fn( 1)'],
  ['"https://u:hunter2@x" + y', "'…' + y"],
  ['/hunter2/', '/…/'],
  ['n => n * 123456789012', 'n => n * …'],
])('%s is computed, never guessed, and keeps no text', async (code, told) => {
  expect(await read(`module.exports = {a: ${code}\n}`)).toEqual({ a: `computed: ${told}` });
});

test('an unknown spread is a setting of its own: anything may be in it', async () => {
  expect(await read('module.exports = {a: 1, ...require("x"), b: 2}')).toEqual({
    a: 1,
    "...require('x')": "computed: require('x')",
    b: 2,
  });
});

test.each<[string, readonly number[] | undefined]>([
  ['s => s === 200', [200]],
  ['(status) => status >= 200 && status < 203', [200, 201, 202]],
  ['function (s) { return s == 200 || s == 202; }', [200, 202]],
  ['(error) => error.response.status > 597', [598, 599]],
  ['error => !error.response || error.response.status >= 598', [598, 599]],
  ['e => [429, 503].includes(e?.response?.status)', [429, 503]],
  ['s => Math.floor(s / 100) === 5', undefined],
  ['e => isRetryable(e) && e.status === 503', undefined],
  ['e => e.code === "ECONNABORTED" || e.status === 503', undefined],
  ['(a, b) => a === 200', undefined],
])('%s is true for %j', async (code, statuses) => {
  const { settings } = await parseSettings(`({validateStatus: ${code}})`, 'js');
  expect(settings[0]?.statuses).toEqual(statuses);
});

test('nothing in a file is run', async () => {
  await read(
    'globalThis.causebookWasHere = true; module.exports = {a: (() => { globalThis.causebookWasHere = true; })()}',
  );
  expect('causebookWasHere' in globalThis).toBe(false);
});

test('references that grow with every level are given up', async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `const a${i + 1} = [${Array(9).fill(`a${i}`).join(', ')}];`);
  await expect(parseSettings(`const a0 = [1];\n${lines.join('\n')}`, 'js')).rejects.toThrow(
    'it writes out to more than 200000 values',
  );
});
