import { readFileSync } from 'node:fs';
import path from 'node:path';
import { constants, createDeflateRaw, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { messageOf } from '../../../src/errors.ts';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { openBytes } from '../../../src/logs/read/open-bytes.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

/** What is read of a file with these bytes, and why no more. */
async function read(bytes: Uint8Array) {
  const { folder, remove } = await writeFolder({ a: bytes });
  removals.push(remove);
  const file = await describeFile(path.join(folder, 'a'), 'a');
  const blocks: Buffer[] = [];
  let problem: string | undefined;
  try {
    for await (const block of openBytes(file, new AbortController().signal)) blocks.push(block);
  } catch (cause) {
    problem = messageOf(cause);
  }
  return { content: Buffer.concat(blocks), problem };
}

const text = Array.from({ length: 60_000 }, (_, index) => `line ${index} ${(index * 7919) % 10007}\n`).join('');

describe('gzip', () => {
  const packed = gzipSync(text);
  const changed = (at: number) => {
    const copy = Buffer.from(packed);
    copy[copy.length - at] = (copy[copy.length - at] ?? 0) ^ 1;
    return copy;
  };
  const zeros = Buffer.alloc(512);

  test.each<[string, Buffer, string | undefined]>([
    ['members', Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9)), gzipSync('')]), undefined],
    ['zeros behind it, as tapes have', Buffer.concat([packed, zeros]), undefined],
    ['a text behind it', Buffer.concat([packed, Buffer.from('garbage\n'.repeat(99))]), 'what follows is not gzip'],
    ['a member whose first bytes are zero', Buffer.concat([packed, zeros, packed]), 'what follows is not gzip'],
    ['a wrong checksum', changed(8), 'incorrect data check'],
    ['a wrong length', changed(4), 'incorrect length check'],
    ['no checksum', packed.subarray(0, -8), 'unexpected end of file'],
  ])('with %s, gives all that is intact, and says what is wrong', async (_, bytes, problem) => {
    const found = await read(bytes);
    expect(found.content.toString()).toBe(text);
    expect(found.problem).toBe(problem);
  });

  test('gives what comes before a fault inside, to the last byte', async () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    const sound = await new Promise<Buffer>((resolve) => {
      const deflate = createDeflateRaw({ flush: constants.Z_NO_FLUSH });
      const blocks: Buffer[] = [];
      deflate.on('data', (block: Buffer) => blocks.push(block));
      deflate.write(text);
      deflate.flush(constants.Z_FULL_FLUSH, () => resolve(Buffer.concat(blocks)));
    });
    // RFC 1951, 3.2.3: there is no such type of block.
    const found = await read(Buffer.concat([header, sound, Buffer.alloc(99, 0xff)]));
    expect(found.content.toString()).toBe(text);
    expect(found.problem).toBe('invalid block type');
  });
});

describe('Zstandard', () => {
  const file = new URL('../../fixtures/logs/three-thousand.jsonl.zst', import.meta.url);
  const packed = readFileSync(file);
  // RFC 8878, 3.1.2.
  const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 70, 0, 0, 0]), Buffer.alloc(70)]);
  const empty = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0]);
  const wrong = Buffer.from(packed);
  wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
  const lines = async (bytes: Uint8Array) => {
    const { content, problem } = await read(bytes);
    return { lines: content.toString().split('\n').length - 1, problem };
  };

  test.each<[string, Buffer, number, RegExp | undefined]>([
    ['nothing else', packed, 3000, undefined],
    ['a frame without data in front, as pzstd writes it', Buffer.concat([skippable, packed]), 3000, undefined],
    ['frames without data between others', Buffer.concat([packed, skippable, empty, packed]), 6000, undefined],
    [
      'a text behind it',
      Buffer.concat([packed, Buffer.from('garbage garbage')]),
      3000,
      /^what follows is not Zstandard$/,
    ],
    ['a checksum that is cut off', packed.subarray(0, -2), 3000, /^unexpected end of file$/],
    ['a wrong checksum', wrong, 3000, /^its checksum does not match$/],
  ])('with %s, gives all that is intact, and says what is wrong', async (_, bytes, count, problem) => {
    const found = await lines(bytes);
    expect(found.lines).toBe(count);
    if (problem === undefined) expect(found.problem).toBeUndefined();
    else expect(found.problem).toMatch(problem);
  });

  test('a byte that is not what was packed is found', async () => {
    const copy = Buffer.from(packed);
    copy[packed.length >> 1] = (copy[packed.length >> 1] ?? 0) ^ 1;
    expect((await read(copy)).problem).toBeDefined();
  });
});

describe.each(['utf16le', 'utf16be'] as const)('%s without a byte order mark', (order) => {
  const encode = (content: string) => {
    const bytes = Buffer.from(content, 'utf16le');
    return order === 'utf16le' ? bytes : bytes.swap16();
  };

  test('is read as UTF-8, wherever the blocks end', async () => {
    const content = `line 1\n${'a😀é'.repeat(50_001)}\nline 3\n`;
    expect(await read(encode(`an English line, as logs have them: ${'and '.repeat(1000)}${content}`))).toEqual({
      content: Buffer.from(`an English line, as logs have them: ${'and '.repeat(1000)}${content}`),
      problem: undefined,
    });
  });

  test('has a byte that is no UTF-8 where a half stands alone', async () => {
    const { content } = await read(
      Buffer.concat([
        encode('a line as logs have them, long enough to tell what it is: one\ud800two \ufffd\n\udc00 three'),
        Buffer.from([0x61]),
      ]),
    );
    expect(content.toString('latin1')).toBe(
      'a line as logs have them, long enough to tell what it is: one\xfftwo \xef\xbf\xbd\n\xff three\xff',
    );
  });
});
