import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { keepOutput } from '../../../src/logs/read/command-output.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function outputOf(argv: (folder: string) => readonly string[]) {
  const { folder, remove } = await writeFolder({ 'app.log': 'one\n' });
  removals.push(remove);
  // Stands for the one of systemd, which is not on every machine.
  const journalctl = path.join(folder, 'journalctl');
  await writeFile(journalctl, '#!/bin/sh\necho "-- No entries --"\nexit 1\n');
  await chmod(journalctl, 0o755);
  const { signal } = new AbortController();
  const environment = { PATH: process.env.PATH };
  const { file, problems } = await keepOutput({
    argv: argv(folder),
    name: 'log',
    folder,
    environment,
    env: [],
    signal,
  });
  return { text: await readFile(file.path, 'utf8'), problems };
}

test('a search that finds nothing is an empty log', async () => {
  const nothing = { text: '', problems: [] };
  expect(await outputOf((folder) => ['grep', 'two', `${folder}/app.log`])).toEqual(nothing);
  expect(await outputOf((folder) => [`${folder}/journalctl`, '--grep=two'])).toEqual(nothing);
});

test('what else ends with exit code 1, or complains, is no empty log', async () => {
  await expect(outputOf(() => ['sh', '-c', 'exit 1'])).rejects.toThrow('it ended with exit code 1');
  await expect(outputOf((folder) => ['grep', 'two', `${folder}/gone.log`])).rejects.toThrow('exit code 2');
});
