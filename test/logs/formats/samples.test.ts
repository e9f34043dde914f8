import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkDefinition } from '../../../src/logs/formats/check-definition.ts';
import { definition as schema } from '../../../src/logs/formats/definition.ts';
import { builtInFormats, createFormats } from '../../../src/logs/formats/formats.ts';
import { bundle } from '../../helpers/bundle.ts';

const folder = new URL('../../../src/logs/formats/data/', import.meta.url);
const formats = createFormats(builtInFormats);
const context = { zone: 'UTC', modifiedMs: Date.parse('2026-12-01T00:00:00Z') };

test('what is bundled is what the YAML files say; npm run formats makes it so', async () => {
  const files = (await readdir(folder)).sort();
  const written = await Promise.all(files.map(async (file) => parse(await readFile(new URL(file, folder), 'utf8'))));
  expect(builtInFormats).toEqual(written);
  expect(files).toEqual(builtInFormats.map(({ id }) => `${id}.yaml`));
});

test.each(builtInFormats)(
  '$id keeps to the schema, its patterns are linear, and its samples read as they say',
  (definition) => {
    expect(schema.safeParse(definition).error?.issues).toBeUndefined();
    expect(checkDefinition(definition)).toEqual([]);
  },
);

test.each(builtInFormats.flatMap(({ id, samples }) => samples.map((sample, index) => ({ id, index, sample }))))(
  'sample $index of $id is taken for $id among all formats, alone and with what goes on with it',
  ({ id, sample }) => {
    expect(formats.detect([sample.line], context)?.id).toBe(id);
    expect(formats.detect([sample.line, ...(sample.continued ?? [])], context)?.id).toBe(id);
  },
);

test('reading a log loads neither YAML nor schemas', async () => {
  const sources = await bundle('src/logs/formats/formats.ts');
  expect(sources.filter((file) => file.endsWith('src/logs/formats/built-in.json'))).toHaveLength(1);
  expect(sources.filter((file) => file.includes('node_modules'))).toEqual([]);
});
