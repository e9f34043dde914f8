import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import { passes } from '../../helpers/stores/local-filter.ts';
import { everything, readStore } from '../../helpers/stores/read-store.ts';
import { sampleEvents, sampleFilters, sampleStart } from '../../helpers/stores/sample.ts';
import type { FakeServer } from '../../helpers/stores/server.ts';
import { fieldsOf, setups } from '../../helpers/stores/setups.ts';

const events = sampleEvents(600);
const span = { fromMs: sampleStart - 1000, toMs: sampleStart + 60_000 };

describe.each(setups)('$name', (setup) => {
  let server: FakeServer;
  let config: StoreConfig;
  beforeAll(async () => {
    ({ server, config } = await setup.start(events));
  });
  afterAll(() => server.close());

  function expected(filter: Filter): readonly string[] {
    return events
      .map((event) => ({ text: setup.lineOf(event), atMs: event.atMs }))
      .filter((event) => passes(filter, { ...event, fields: fieldsOf({ text: event.text, labels: {} }) }))
      .map((event) => event.text)
      .sort();
  }

  async function read(filter: Filter) {
    const { lines, report } = await readStore(config, filter);
    const passed = lines.filter((line) =>
      passes(filter, { text: line.text, atMs: line.atMs ?? 0, fields: fieldsOf(line) }),
    );
    return { came: lines.length, passed: passed.map((line) => line.text).sort(), problems: report.problems };
  }

  test('gives every line once, oldest first, whatever its pages', async () => {
    const { lines, report } = await readStore(config, { window: span });
    expect(lines.map((line) => line.text).sort()).toEqual(expected({ ...everything, window: span }));
    const stamps = lines.map((line) => line.atMs ?? 0);
    expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
    expect(report.problems).toEqual([]);
    expect(new Set(lines.map((line) => line.place)).size).toBeGreaterThan(190);
  });

  test('gives exactly the lines of a local filter, for any filter', async () => {
    const filters = sampleFilters.map((filter) => ({ ...filter, window: filter.window ?? span }));
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const { passed, problems } = await read(filter);
        expect(passed).toEqual(expected(filter));
        expect(problems).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('gives no more lines than were asked for, the oldest, and says that there are more', async () => {
    const { lines, report } = await readStore(config, { window: span }, { maxLines: 10 });
    expect(lines).toHaveLength(10);
    expect(Math.max(...lines.map((line) => line.atMs ?? 0))).toBeLessThanOrEqual(sampleStart + 100);
    expect(report.problems).toEqual([expect.stringMatching(/^more than 10 .*only the first 10 were read$/)]);
    expect(report.isCut).toBe(true);
    const all = await readStore(config, { window: span }, { maxLines: 600 });
    expect([all.lines.length, all.report.problems, all.report.isCut]).toEqual([600, [], false]);
  });

  test('reports the requests and the bytes that travelled', async () => {
    const [requests, bytes] = [server.requests.length, server.bytes()];
    const { report } = await readStore(config, { window: span });
    expect(report.requests).toBe(server.requests.length - requests);
    expect(report.bytes).toBe(server.bytes() - bytes);
  });

  test('ends when it has brought as many bytes as it may, and says where', async () => {
    const { lines, report } = await readStore(config, { window: span }, { maxBytes: 100 });
    expect(lines.length).toBeGreaterThan(0);
    expect(report.isCut).toBe(true);
    expect(report.problems).toEqual([
      expect.stringMatching(
        /^\w+ had sent \d+ bytes, more than 100: (nothing after .* was read|what followed was not read)$/,
      ),
    ]);
  });

  test('includes both ends of the window', async () => {
    const at = sampleStart + 25 * 8;
    const { passed } = await read({ ...everything, window: { fromMs: at, toMs: at } });
    expect(passed).toHaveLength(3);
  });
});
