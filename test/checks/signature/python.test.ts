import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { check, github, raw } from './check.ts';

// Random documents with floats, escapes and all of Unicode, printed by Python's json.dumps in six ways: not by causebook's own printers.
const url = new URL('../../fixtures/signatures/python-json.json', import.meta.url);
const documents: readonly { readonly form: string; readonly text: string }[] = JSON.parse(await readFile(url, 'utf8'));

// One document in forty has so many lost floats that not all of their subsets are tried.
test.each([0, 2])(
  'what Python signed and JSON.stringify wrote again with indent %d is told in 97 of 100',
  async (indent) => {
    const again = (text: string) => JSON.stringify(JSON.parse(text), null, indent);
    const changed = documents.filter(({ text }) => again(text) !== text);
    const causes: unknown[] = [];
    for (const { text } of changed) {
      const { facts } = await check({ 'request.http': raw(github(text), again(text)) }, { scheme: 'github' });
      causes.push(facts.cause);
    }
    const named = causes.filter((cause) => typeof cause === 'string' && cause.startsWith('body-')).length;
    expect(named / changed.length).toBeGreaterThanOrEqual(0.97);
  },
);
