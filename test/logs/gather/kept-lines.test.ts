import { rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createKeptLines, type Room } from '../../../src/logs/gather/kept-lines.ts';
import { gatherRows, ways } from '../../helpers/gather-rows.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

/** What is found again of a log by its events' names, and of lines that did not parse, after the file itself has gone. */
async function foundWithout(content: Buffer, room: Room) {
  const { folder, remove } = await writeFolder({ 'a.log': content });
  removals.push(remove);
  const filter = { texts: ['boom'] };
  const log = { format: 'jsonl' };
  const { rows, places, strayRefs, signal } = await gatherRows(folder, { filter, log, sizes: ways.search, room });
  const names = rows.map(({ name }) => name);
  await rm(path.join(folder, 'a.log'));
  const told = { found: await places.find(names, signal), strays: await places.resolve(strayRefs, signal) };
  return { ...told, release: places.release };
}

const events = Array.from({ length: 900 }, (_, index) =>
  index === 700
    ? 'boom, and no JSON'
    : JSON.stringify({ ts: 1_770_000_000 + index, text: index % 3 ? 'calm' : 'bööm boom' }),
);

test('what was found in a packed log is shown without unpacking it once more', async () => {
  const content = gzipSync(events.join('\n'));
  const room = { bytes: 100_000 };
  const { found, strays, release } = await foundWithout(content, room);
  expect(found.size).toBe(300);
  expect(found.get('a.log:898')).toEqual({ source: 'a.log', line: 898, text: events[897] });
  expect(strays).toEqual([{ source: 'a.log', line: 701, text: 'boom, and no JSON' }]);
  expect(room.bytes).toBeLessThan(90_000);
  release();
  expect(room.bytes).toBe(100_000);
  // Only what there is room for is held.
  expect((await foundWithout(content, { bytes: 100 })).found.size).toBe(0);
});

test('wherever blocks are cut, a line that was kept is what was printed; without room there is none', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('', 'é', '1:2:x', ':', '\ufeffx'),
      fc.integer({ min: 1, max: 3000 }).map((length) => 'x'.repeat(length)),
    ),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 500 }), fc.nat(20_000), (given, step, most) => {
      const lines = given.map((text, index) => ({ text: text.replaceAll(/[\n\r]/g, ''), number: 3 * index + 1 }));
      let offset = 5;
      const known = lines.map(({ text, number }) => {
        const at = offset;
        offset += Buffer.byteLength(text) + 100;
        return { text, number, offset: at };
      });
      const printed = Buffer.from(known.map((line) => `${line.number}:${line.offset}:${line.text}\n`).join(''));
      const room = { bytes: most };
      const kept = createKeptLines('gzip', room);
      for (let from = 0; from < printed.length; from += step) kept.keep(printed.subarray(from, from + step));
      const byOffset = kept.find({ by: 'offset', keys: known.map((line) => line.offset) });
      const byNumber = kept.find({ by: 'number', keys: known.map((line) => line.number) });
      expect(byNumber).toEqual(byOffset);
      expect(byOffset).toEqual(known.slice(0, byOffset.length));
      if (most >= printed.length) expect(byOffset).toHaveLength(known.length);
      // All of them, or none: then others have the room.
      else expect([byOffset.length, room.bytes]).toEqual([0, most]);
      expect(byOffset.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)).toBeLessThanOrEqual(most);
      expect(kept.find({ by: 'offset', keys: [4, offset] })).toEqual([]);
      expect(kept.find({ by: 'number', keys: [0, 2] })).toEqual([]);
    }),
  );
});
