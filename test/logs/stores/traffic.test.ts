import { afterEach, expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import { everything, readStore } from '../../helpers/stores/read-store.ts';
import { type SampleEvent, sampleStart } from '../../helpers/stores/sample.ts';
import { setups } from '../../helpers/stores/setups.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** Events that are made up as they are read: `noise` that nobody asks for to each one that matches. Nobody holds them all. */
function* madeUp(noise: number): Generator<SampleEvent> {
  for (let index = 0; index < 200 * (noise + 1); index++) {
    const isMatch = index % (noise + 1) === 0;
    const id = isMatch ? `CUST_${index / (noise + 1)}_found` : `CUST_${index}`;
    const fields = {
      id,
      level: 'info',
      status: isMatch ? 500 : 200,
      method: 'POST',
      path: '/v1/customers',
      ms: 12,
      msg: `registration of ${id} received`,
    };
    yield { atMs: sampleStart + Math.floor(index / 10), fields };
  }
}

const filter: Filter = {
  ...everything,
  texts: ['_found received'],
  where: [{ field: 'status', operator: '>=', value: '500' }],
  window: { fromMs: sampleStart, toMs: sampleStart + 3_600_000 },
};

// A document as JSON may hold a text anywhere: there, the condition alone is asked for.
test.each(setups.filter(({ name }) => !/gzip|found out|without/.test(name)))(
  '$name: of a hundred times the data, the bytes of the matches travel',
  async (setup) => {
    const read = async (noise: number) => {
      const { server, config } = await setup.start({ [Symbol.iterator]: () => madeUp(noise) });
      closings.push(server.close);
      const { lines, report } = await readStore(config, filter);
      expect(report.bytes).toBe(server.bytes());
      expect(report.problems).toEqual([]);
      return {
        count: lines.length,
        bytes: report.bytes,
        ofLines: lines.reduce((sum, line) => sum + Buffer.byteLength(line.text), 0),
      };
    };
    const alone = await read(0);
    const among = await read(99);
    expect([alone.count, among.count]).toEqual([200, 200]);
    expect(among.bytes).toBeLessThan(alone.bytes * 1.2);
    // What surrounds a line in an answer: its stamp, its place, the escapes of its JSON.
    expect(among.bytes).toBeLessThan(among.ofLines * 4);
  },
);
