import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { createRedactor } from '../../../src/redact/redactor.ts';
import { copyRedacted, NotText } from '../../../src/scenario/init/copy-redacted.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'causebook-copy-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The bytes of a copy of a file with these bytes. */
async function copy(name: string, bytes: Buffer | string): Promise<Buffer> {
  const from = path.join(folder, name);
  const to = path.join(folder, 'copies', name);
  await writeFile(from, bytes);
  const redactor = createRedactor({ key: 'k', secrets: ['hush-hush'] });
  await copyRedacted(await describeFile(from, name), { to, redactor, signal: new AbortController().signal });
  return readFile(to);
}

const key = `-----BEGIN PRIVATE KEY-----\n${'QUJD'.repeat(16)}\n`.concat(
  `${'REVG'.repeat(16)}\n`.repeat(40),
  '-----END PRIVATE KEY-----\n',
);

it('line ends and what follows the last one stay as they are', async () => {
  expect(String(await copy('crlf.http', 'POST / HTTP/1.1\r\nx: 1\r\n\r\n{"a":1}'))).toBe(
    'POST / HTTP/1.1\r\nx: 1\r\n\r\n{"a":1}',
  );
});

it('what is not UTF-8 stays as it is, byte for byte', async () => {
  const bytes = Buffer.from('caf\u00e9 \u00ff hush-hush\n', 'latin1');
  expect((await copy('latin1.log', bytes)).toString('latin1')).toMatch(/^caf\u00e9 \u00ff \[secret:\w{6}\]\n$/);
});

it('a private key goes wherever it lies in a large file', async () => {
  // Blocks are of 64 KiB and slices of four of them: the key lies across each of these borders once.
  for (const blocks of [1, 4, 5, 8]) {
    const before = `${'x'.repeat(63)}\n`.repeat(blocks * 1024 - 20);
    const text = String(await copy(`key-${blocks}.log`, `${before}${key}${'after\n'.repeat(60_000)}`));
    expect(text).not.toMatch(/QUJD|REVG/);
    expect(text.slice(before.length)).toMatch(/^\[secret:\w{6}\]\n(after\n){60000}$/);
  }
});

it('what was packed is packed again', async () => {
  const text = String(gunzipSync(await copy('old.log.2.gz', gzipSync('a hush-hush\n'))));
  expect(text).toMatch(/^a \[secret:\w{6}\]\n$/);
});

it('a binary file is refused', async () => {
  await expect(copy('table.parquet', Buffer.from([1, 0, 2]))).rejects.toThrow(NotText);
});
