import { afterEach, expect, test } from 'vitest';
import { lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { askSource } from '../../helpers/stores/ask-source.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A line a second, each stamped by the store so much after its own stamp. */
async function start(lateMs: (index: number) => number, slack = 0) {
  const entries = Array.from({ length: 600 }, (_, index) => {
    const atMs = sampleStart + index * 1000;
    const line = JSON.stringify({ ts: new Date(atMs).toISOString(), id: `CUST_${index}` });
    return { labels: { app: 'crm' }, ns: BigInt(atMs + lateMs(index)) * 1_000_000n, line };
  });
  entries.sort((a, b) => (a.ns < b.ns ? -1 : 1));
  const server = await startLoki({ entries });
  closings.push(server.close);
  return { server, loki: lokiSource.parse({ url: server.url, labels: { app: 'crm' }, slack }) };
}

const window = { fromMs: sampleStart + 200_500, toMs: sampleStart + 400_000 };

test.each([
  ['late', () => 90_000, 0],
  ['early', () => -90_000, 0],
  ['now late, now early', (index: number) => (index % 7) * 1500 - 3000, 0],
  ['later than the slack', () => 90_000, 20],
  ['a little later than the slack', () => 90_000, 89],
])('lines of a window that the store stamped %s are asked for too, each once', async (_, lateMs, slack) => {
  const { loki } = await start(lateMs, slack);
  const { facts, verdict } = await askSource({ loki }, {}, { window });
  expect(facts).toMatchObject({ n: 200, first: '2026-05-12T10:03:21Z', last: '2026-05-12T10:06:40Z' });
  expect(verdict.status).toBe('pass');
});

test('a line that is sought, and that the store stamped outside of the window, is found', async () => {
  const { loki } = await start(() => 90_000);
  const { facts } = await askSource({ loki }, { match: 'CUST_390"' }, { window });
  expect(facts.n).toBe(1);
});

test('nothing more is asked for where both stamps are the same', async () => {
  const { server, loki } = await start(() => 0);
  await askSource({ loki }, {}, { window });
  expect(server.requests).toHaveLength(1);
});

test('stamps that are hours apart are a loss, with what to set', async () => {
  const { loki } = await start((index) => (index < 300 ? 0 : 7_200_000));
  const { facts, verdict } = await askSource({ loki }, {}, { window: { ...window, toMs: sampleStart + 8_000_000 } });
  expect(verdict.status).toBe('warn');
  expect(facts.read).toMatchObject({
    problems: [
      'the stamps in the lines are up to 7200 s from those of the store, so that lines of the window may be missing: set `slack: 7200`, or `zone` where the lines have local time',
    ],
  });
});
