import { expect, test } from 'vitest';
import { packingOf } from '../../src/logs/packing-of.ts';

const wide = (text: string) => Buffer.concat([...text].map((letter) => Buffer.from([letter.charCodeAt(0), 0, 0, 0])));
/** The name of a file, and the mark of the format at byte 257. */
const tar = Buffer.concat([Buffer.from('app.log'.padEnd(257, '\0')), Buffer.from('ustar\x0000'.padEnd(255, '\0'))]);
const line = '{"ts":"2026-05-12T10:00:00Z","id":"p1"}\n'.repeat(20);

test.each<[string, Buffer, string]>([
  [
    'bzip2',
    Buffer.from('BZh91AY&SY\x93', 'latin1'),
    'packed with bzip2, which is not read: unpack it on the way (bzip2 -dc FILE | …)',
  ],
  [
    'zip',
    Buffer.from('PK\x03\x04\x14'),
    'packed with zip, which is not read: unpack it on the way (unzip -p FILE | …)',
  ],
  ['tar', tar, 'a tar archive, which is not read: unpack it on the way (tar -xOf FILE | …)'],
  ['UTF-32', wide(line), 'UTF-32, which is not read: convert it on the way (iconv -f UTF-32LE -t UTF-8 FILE | …)'],
])('of %s that came through a stream the way out is one for streams', (_, head, expected) => {
  expect(packingOf(head)).toMatchObject({ streamed: `is ${expected}` });
});

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'none'],
  ['text', Buffer.from(line), 'none'],
  ['text with zeros inside', Buffer.from(line.replaceAll('p', '\0')), 'none'],
  ['a file that was made larger and never written', Buffer.alloc(4096), 'none'],
  ['a text that begins like a bzip2', Buffer.from('BZh9 is what bzip2 begins with\n'), 'none'],
  ['UTF-16, little end first', Buffer.from(line, 'utf16le'), 'utf-16le'],
  ['UTF-16, big end first', Buffer.from(line, 'utf16le').swap16(), 'utf-16be'],
  ['a frame of Zstandard without data', Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]), 'zstd'],
  [
    'UTF-32, little end first',
    wide(line),
    'is UTF-32, which is not read: convert it first (iconv -f UTF-32LE -t UTF-8 …)',
  ],
  [
    'UTF-32, big end first',
    wide(line).swap32(),
    'is UTF-32, which is not read: convert it first (iconv -f UTF-32BE -t UTF-8 …)',
  ],
  [
    'UTF-32 with a byte order mark',
    Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), wide(line)]),
    'is UTF-32, which is not read: convert it first (iconv -f UTF-32 -t UTF-8 …)',
  ],
  [
    'bzip2',
    Buffer.from('BZh91AY&SY\x93', 'latin1'),
    'is packed with bzip2, which is not read: unpack it first (bunzip2 -k …)',
  ],
  ['xz', Buffer.from('\xfd7zXZ\0', 'latin1'), 'is packed with xz, which is not read: unpack it first (unxz -k …)'],
  ['lz4', Buffer.from([4, 0x22, 0x4d, 0x18]), 'is packed with lz4, which is not read: unpack it first (unlz4 …)'],
  ['zip', Buffer.from('PK\x03\x04\x14'), 'is packed with zip, which is not read: unpack it first (unzip …)'],
  ['tar', tar, 'is a tar archive, which is not read: unpack it first (tar -xf …)'],
  ['a text that speaks of one', Buffer.from(`${'x'.repeat(252)} the ustar format\n`), 'none'],
])('%s is known by its first bytes', (_, head, expected) => {
  const packing = packingOf(head);
  expect(typeof packing === 'string' ? packing : packing.problem).toBe(expected);
});
