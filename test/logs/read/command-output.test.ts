import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keepOutput } from '../../../src/logs/read/command-output.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

test('all that a program prints is kept, however soon it ends and however many run', async () => {
  const { folder, remove } = await writeFolder({});
  const keep = async (bytes: number, run: number) => {
    const own = path.join(folder, `${run}`);
    await mkdir(own);
    const argv = ['head', '-c', `${bytes}`, '/dev/zero'];
    const { signal } = new AbortController();
    const kept = await keepOutput({ argv, name: 'log', folder: own, environment: process.env, env: [], signal });
    const { length } = await readFile(path.join(own, 'log.out'));
    return { told: kept.file.bytes, length, problems: kept.problems };
  };
  try {
    for (let round = 0; round < 20; round += 1) {
      const sizes = [1, 3000, 70_000, 300_000, 1, 3000, 70_000, 300_000];
      const all = await Promise.all(sizes.map((bytes, index) => keep(bytes, round * 8 + index)));
      expect(all).toEqual(sizes.map((bytes) => ({ told: bytes, length: bytes, problems: [] })));
    }
  } finally {
    await remove();
  }
});
