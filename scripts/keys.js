// Writes the list of keys into the README, between its marks; a test compares them.
import { readFile, writeFile } from 'node:fs/promises';
import { withSource } from './import-source.js';

const file = new URL('../README.md', import.meta.url);
const list = await withSource('src/tui/list-keys.ts', ({ listKeys }) => listKeys());
const text = await readFile(file, 'utf8');
await writeFile(
  file,
  text.replace(/(?<=<!-- keys -->\n)[\s\S]*?(?=\n<!-- \/keys -->)/, () => list),
);
