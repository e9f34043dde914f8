import { expect, test } from 'vitest';
import { takeInTurns } from '../../../src/logs/read/take-in-turns.ts';

async function* blocksOf(count: number): AsyncGenerator<number> {
  for (let block = 0; block < count; block++) yield block;
}

test('many logs that are read side by side let the thread do something else every few blocks', async () => {
  const [logs, blocks, blockMs] = [8, 20, 2];
  let sinceOther = 0;
  let most = 0;
  let isOver = false;
  const other = () => {
    sinceOther = 0;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  const got = await Promise.all(
    Array.from({ length: logs }, async () => {
      const read: number[] = [];
      await takeInTurns(blocksOf(blocks), (block) => {
        const begun = performance.now();
        while (performance.now() - begun < blockMs);
        read.push(block);
        sinceOther += 1;
        most = Math.max(most, sinceOther);
      });
      return read;
    }),
  );
  isOver = true;
  expect(got).toEqual(Array.from({ length: logs }, () => Array.from({ length: blocks }, (_, block) => block)));
  // A turn of 5 ms and the block that ends it, told before or after the other immediate of the same round.
  expect(most).toBeLessThanOrEqual(6);
});

test('what has been found ends the read of its log', async () => {
  const read: number[] = [];
  await takeInTurns(blocksOf(9), (block) => {
    read.push(block);
    return block === 2 ? 'done' : undefined;
  });
  expect(read).toEqual([0, 1, 2]);
});

test('what goes wrong with a log is told to its reader alone', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('cut off');
  }
  const read = async (blocks: AsyncIterable<number>) => {
    let sum = 0;
    await takeInTurns(blocks, (block) => {
      sum += block;
    });
    return sum;
  };
  const [wrong, right] = await Promise.allSettled([read(broken()), read(blocksOf(5))]);
  expect(wrong).toMatchObject({ reason: new Error('cut off') });
  expect(right).toMatchObject({ value: 10 });
});
