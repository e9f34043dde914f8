// npm run formats: collects the log formats that come with causebook, one YAML file each, into the JSON that is bundled, so
// that reading a log loads no YAML. A test fails when the two differ, and proves every sample.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

const folder = new URL('../src/logs/formats/', import.meta.url);
const files = (await readdir(new URL('data/', folder))).filter((file) => file.endsWith('.yaml')).sort();
const definitions = await Promise.all(
  files.map(async (file) => parse(await readFile(new URL(`data/${file}`, folder), 'utf8'), { version: '1.2' })),
);
await writeFile(new URL('built-in.json', folder), `${JSON.stringify(definitions, null, 1)}\n`);
