import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { readAttachment } from '../../src/incident/paste/read-attachment.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let remove = async () => {};
afterEach(() => remove());

const signal = new AbortController().signal;
const line = '2026-05-12T10:00:00Z GET /ö 200\n';

async function read(name: string, content: string | Uint8Array) {
  const written = await writeFolder({ [name]: content });
  remove = written.remove;
  return readAttachment(path.join(written.folder, name), { from: 'CRM', signal }).catch((cause: Error) =>
    cause.message.replace(`${written.folder}/`, ''),
  );
}

test.each<[string, Uint8Array]>([
  ['a.log', Buffer.from(line)],
  ['a.log.gz', gzipSync(line)],
  ['named-otherwise', gzipSync(line)],
  ['utf-16.log', Buffer.from(`\ufeff${line}`, 'utf16le')],
  ['latin-1.log', Buffer.from(line, 'latin1')],
])('%s is read as text, with the hash and size of the file as it came', async (name, content) => {
  expect(await read(name, content)).toEqual({
    text: line,
    origin: {
      name,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
      from: 'CRM',
    },
  });
});

const noText =
  'is not text: secrets could not be taken out of it. Ask for an export as text, or put the file into the evidence folder.';
test.each<[string, Uint8Array, string]>([
  ['a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), `a.png: ${noText}`],
  ['a.bin', Buffer.from([0xff, 0xfe + 1, 0x01, 0x02]), `a.bin: ${noText}`],
  [
    'cut.gz',
    gzipSync(line.repeat(999)).subarray(0, 60),
    'cut.gz: is cut short: unexpected end of file. Ask for it again.',
  ],
  [
    'bomb.gz',
    gzipSync(Buffer.alloc(65 * 1024 * 1024, 'x'.repeat(99).concat('\n'))),
    'bomb.gz: is larger than 64 MiB when it is unpacked. Put it into the evidence folder.',
  ],
])('%s is refused', async (name, content, message) => {
  expect(await read(name, content)).toBe(message);
});

test('what is no file is refused', async () => {
  const { folder, remove: removeFolder } = await writeFolder({});
  remove = removeFolder;
  await mkdir(path.join(folder, 'dir'));
  const messages = ['dir', 'nowhere'].map((name) =>
    readAttachment(path.join(folder, name), { from: undefined, signal }).catch((cause: Error) => cause.message),
  );
  expect(await Promise.all(messages)).toEqual([
    `${folder}/dir: is not a regular file`,
    `${folder}/nowhere: cannot be read: it does not exist`,
  ]);
});
