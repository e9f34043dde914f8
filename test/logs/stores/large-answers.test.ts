import { afterEach, expect, test } from 'vitest';
import { lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { askSource } from '../../helpers/stores/ask-source.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

test('one answer may hold more lines than a call takes arguments', async () => {
  const count = 150_000;
  const server = await startLoki({ entries: [] });
  closings.push(server.close);
  const values = Array.from({ length: count }, (_, index) => [`${sampleStart}${String(index).padStart(6, '0')}`, '{}']);
  server.intercept(() => ({
    status: 200,
    body: JSON.stringify({
      status: 'success',
      data: { resultType: 'streams', result: [{ stream: { app: 'crm' }, values }] },
    }),
  }));
  const loki = lokiSource.parse({ url: server.url, labels: { app: 'crm' }, limit: count + 1 });
  const { facts } = await askSource({ loki }, {}, { window: { fromMs: sampleStart, toMs: sampleStart + 60_000 } });
  expect(facts.n).toBe(count);
}, 60_000);
