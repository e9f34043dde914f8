import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { openBytes } from '../../../src/logs/read/open-bytes.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

/** An empty frame of Zstandard (RFC 8878, 3.1.1): its content size is 0, and its one block is the last and raw. */
const zstd = Buffer.from('28b52ffd2000010000', 'hex');

test.each([
  ['plain', Buffer.from('a\n')],
  ['gzip', gzipSync('a\n')],
  ['Zstandard', zstd],
])('a read that is cancelled before anybody reads ends with that (%s)', async (_, content) => {
  const { folder, remove } = await writeFolder({ a: content });
  try {
    const cancel = new AbortController();
    const blocks = openBytes(await describeFile(path.join(folder, 'a'), 'a'), cancel.signal);
    cancel.abort();
    await expect(
      (async () => {
        for await (const _block of blocks);
      })(),
    ).rejects.toThrow('aborted');
  } finally {
    await remove();
  }
});
