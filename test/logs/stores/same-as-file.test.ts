import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import { clickhouseSource, elasticsearchSource, lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { askSource } from '../../helpers/stores/ask-source.ts';
import { startClickhouse } from '../../helpers/stores/clickhouse.ts';
import { startCluster } from '../../helpers/stores/elasticsearch.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';
import type { FakeServer } from '../../helpers/stores/server.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

type Line = { readonly atMs: number; readonly text: string };
type Started = { readonly server: FakeServer; readonly config: StoreConfig };

/** Every store that keeps lines as they are. */
const stores: { readonly [name: string]: (lines: readonly Line[]) => Promise<Started> } = {
  Loki: async (lines) => {
    const entries = lines.map(({ atMs, text }) => ({
      labels: { app: 'crm' },
      ns: BigInt(atMs) * 1_000_000n,
      line: text,
    }));
    const server = await startLoki({ entries });
    return { server, config: { loki: lokiSource.parse({ url: server.url, labels: { app: 'crm' } }) } };
  },
  Elasticsearch: async (lines) => {
    const documents = lines.map(({ atMs, text }, index) => ({
      id: `d${index}`,
      source: { '@timestamp': new Date(atMs).toISOString(), message: text },
    }));
    const mapping = { '@timestamp': { type: 'date' }, message: { type: 'match_only_text' } } as const;
    const server = await startCluster({ pit: 'elasticsearch', indices: { logs: { mapping, documents } } });
    const given = { url: server.url, index: 'logs', message: 'message' };
    return { server, config: { elasticsearch: elasticsearchSource.parse(given) } };
  },
  ClickHouse: async (lines) => {
    const rows = lines.map(({ atMs, text }) => ({ at: atMs, line: text }));
    const columns = { at: "DateTime64(3, 'UTC')", line: 'String' } as const;
    const server = await startClickhouse({ tables: { 'default.crm': { columns, rows } } });
    const given = { url: server.url, table: 'crm', timestamp: 'at', line: 'line' };
    return { server, config: { clickhouse: clickhouseSource.parse(given) } };
  },
};

const window = { fromMs: sampleStart - 1000, toMs: sampleStart + 600_000 };

/** Asks the same of a file with these lines and of a store with them; gives what does not depend on where the lines lie. */
async function askBoth(start: (lines: readonly Line[]) => Promise<Started>, lines: readonly Line[], question: object) {
  const { folder, remove } = await writeFolder({ 'crm.log': lines.map(({ text }) => `${text}\n`).join('') });
  const { server, config } = await start(lines);
  closings.push(remove, server.close);
  const [here, there] = [
    await askSource({ files: 'crm.log' }, question, { window, folder }),
    await askSource(config, question, { window }),
  ];
  return [here, there].map(({ verdict, facts: { read, ...facts }, evidence }) => ({
    ...facts,
    status: verdict.status,
    outcome: verdict.outcome,
    texts: evidence.map(({ text }) => text),
    strays: (read as { readonly strays: number }).strays,
  }));
}

const questions = [
  {},
  { match: 'broken' },
  { match: 'CUST_1' },
  { regex: 'bro?ken|status' },
  { where: 'status != 200' },
  { top: { by: 'status' } },
  { missing: { ids: ['CUST_1', 'CUST_9999'] } },
];

const kinds = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 60 });

/** Most lines are JSON, and some are anything else. */
function jsonLines(given: readonly number[]): readonly Line[] {
  return given.map((kind, index) => {
    const atMs = sampleStart + index * 700;
    const event = { ts: new Date(atMs).toISOString(), status: kind % 2 === 0 ? 200 : 500, id: `CUST_${kind}` };
    const garbage = ['broken pipe of CUST_1', '{"ts": broken', '    ', '=== started ==='][index % 4] ?? '';
    return { atMs, text: kind < 7 ? JSON.stringify(event) : garbage };
  });
}

test.each(Object.entries(stores))(
  '%s: a line that is not of the format is none, as in a file',
  async (_, start) => {
    const isEnough = (given: readonly number[]) => given.filter((kind) => kind < 7).length * 3 > given.length * 2;
    await fc.assert(
      fc.asyncProperty(kinds.filter(isEnough), fc.constantFrom(...questions), async (given, question) => {
        const [here, there] = await askBoth(start, jsonLines(given), question);
        expect(there).toEqual(here);
      }),
      { numRuns: 25 },
    );
  },
  60_000,
);

test.each(Object.entries(stores))(
  '%s: lines of another format than the one that is given are an error',
  async (_, start) => {
    const { server, config } = await start(jsonLines([0, 0, 0]));
    closings.push(server.close);
    await expect(askSource({ ...config, format: 'logfmt' }, {}, { window })).rejects.toThrow(
      /^CRM log: none of the 3 lines read from crm could be understood \(first at /,
    );
  },
);

test.each(Object.entries(stores))(
  '%s: lines of no format are text, and the store knows when they were',
  async (_, start) => {
    const texts = ['it began', 'it went on', 'it ended'];
    const { server, config } = await start(texts.map((text, index) => ({ atMs: sampleStart + index * 1000, text })));
    closings.push(server.close);
    const { verdict, facts } = await askSource(config, { match: 'went' }, { window });
    expect(verdict).toMatchObject({ status: 'pass', say: '1 event, at 2026-05-12T10:00:01Z' });
    expect(facts.read).toMatchObject({ formats: ['text'], unparsed: 0 });
  },
);
