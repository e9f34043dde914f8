import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { beginSearches } from '../../../src/logs/read/begin-searches.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

test('of a search that nobody takes nothing is left unread, which would keep the process', async () => {
  const { folder, remove } = await writeFolder({ a: 'found\n'.repeat(200_000) });
  try {
    const file = await describeFile(path.join(folder, 'a'), 'a');
    const output = new PassThrough();
    output.write(Buffer.alloc(4 * 1024 * 1024));
    const early = { file: file.path, texts: ['found'], output, closed: Promise.resolve(null), said: () => '' };
    const begun = beginSearches({
      files: [file],
      texts: early.texts,
      early: { ...early, stop: () => undefined, hold: () => undefined },
      signal: new AbortController().signal,
    });
    begun.stop();
    expect(output.destroyed).toBe(true);
  } finally {
    await remove();
  }
});
