import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readAhead } from '../../../src/logs/read/read-ahead.ts';

async function all(blocks: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = [];
  for await (const block of blocks) read.push(block);
  return Buffer.concat(read).toString();
}

/** A stream of so many blocks of 64 KiB, and how many it has given. */
function blocksOf(count: number) {
  const given = { blocks: 0 };
  const stream = new Readable({
    read() {
      if (given.blocks === count) this.push(null);
      else this.push(Buffer.alloc(64 * 1024, 97 + (given.blocks++ % 26)));
    },
  });
  return { stream, given };
}

test('what a child has written is there, also when it has ended before anybody reads', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("found\\n".repeat(1000))'], { stdio: 'pipe' });
  const blocks = readAhead(child.stdout);
  await once(child, 'close');
  expect(await all(blocks)).toBe('found\n'.repeat(1000));
});

test('a child that has ended without a word, before anybody reads, is at its end', async () => {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'pipe' });
  // As whoever keeps what it says until it is read.
  child.stdout.on('readable', () => undefined);
  await once(child, 'close');
  expect(await all(readAhead(child.stdout))).toBe('');
});

test('what is read ahead has a bound, and all of it comes in its order', async () => {
  const { stream, given } = blocksOf(100);
  const blocks = readAhead(stream);
  for (let turn = 0; turn < 200; turn++) await setImmediate();
  expect(given.blocks).toBeGreaterThan(10);
  expect(given.blocks).toBeLessThan(20);
  const text = await all(blocks);
  expect(text.length).toBe(100 * 64 * 1024);
  expect([...new Set(text.slice(0, 26 * 64 * 1024))].join('')).toBe('abcdefghijklmnopqrstuvwxyz');
});

test('whoever has enough ends the stream', async () => {
  const { stream } = blocksOf(100);
  for await (const _ of readAhead(stream)) break;
  expect(stream.destroyed).toBe(true);
});

test('what goes wrong in the stream is told behind what came before it', async () => {
  const stream = new Readable({ read: () => undefined });
  const blocks = readAhead(stream);
  stream.push('first');
  await setImmediate();
  stream.destroy(new Error('gone'));
  const read: string[] = [];
  await expect(
    (async () => {
      for await (const block of blocks) read.push(block.toString());
    })(),
  ).rejects.toThrow('gone');
  expect(read).toEqual(['first']);
});
