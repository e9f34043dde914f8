import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import { type ClickhouseSource, clickhouseSource } from '../../../src/logs/stores/store-schema.ts';
import { type RealClickhouse, startChdb } from '../../helpers/stores/chdb.ts';
import { passes } from '../../helpers/stores/local-filter.ts';
import { everything, readStore } from '../../helpers/stores/read-store.ts';
import { lineOf, sampleEvents, sampleFilters, sampleStart } from '../../helpers/stores/sample.ts';
import { clickhouseColumns, fieldsOf } from '../../helpers/stores/setups.ts';

// The folder of an installed `chdb` module: 556 MB, so that it is no dependency. `.ci/run` installs it and sets this.
const chdb = process.env.CAUSEBOOK_CHDB ?? '';
const events = sampleEvents(600);

describe.skipIf(chdb === '')('ClickHouse itself (needs CAUSEBOOK_CHDB, the folder of the chdb module)', () => {
  let clickhouse: RealClickhouse;
  beforeAll(async () => {
    clickhouse = await startChdb(chdb);
    clickhouse.run('CREATE DATABASE logs ENGINE = Atomic');
    const columns = Object.entries(clickhouseColumns).map(([name, type]) => `\`${name}\` ${type}`);
    clickhouse.run(`CREATE TABLE logs.crm (${columns.join(', ')}) ENGINE = MergeTree ORDER BY at`);
    const rows = events.map((event) =>
      JSON.stringify({ at: new Date(event.atMs).toISOString().slice(0, -1), line: lineOf(event), ...event.fields }),
    );
    clickhouse.run(`INSERT INTO logs.crm FORMAT JSONEachRow ${rows.join('\n')}`);
    clickhouse.run(
      `CREATE TABLE logs.big (at DateTime64(9, 'UTC'), line String, \`odd \\\`name\` UInt64, tags Array(String)) ENGINE = MergeTree ORDER BY at`,
    );
    clickhouse.run(
      `INSERT INTO logs.big SELECT addMilliseconds(toDateTime64('2026-05-12 10:00:00', 9, 'UTC'), number), if(number % 1000 = 7, 'found /v1/x', 'a line that nobody asked for'), number + 9007199254740993, ['a/b'] FROM numbers(100000)`,
    );
  }, 120_000);
  afterAll(() => clickhouse.close());

  const table = (more: object): ClickhouseSource =>
    clickhouseSource.parse({ url: clickhouse.url, database: 'logs', table: 'crm', timestamp: 'at', ...more });

  const uses = [
    {
      name: 'rows',
      more: { columns: ['id', 'level', 'status', 'method', 'path', 'ms', 'msg'] },
      toText: (event: (typeof events)[number]) => JSON.stringify(event.fields),
    },
    { name: 'a line column', more: { line: 'line', columns: ['level', 'status'] }, toText: lineOf },
  ];

  test.each(uses)(
    'gives exactly the lines of a local filter, for any filter: $name',
    async ({ more, toText }) => {
      const all = events.map((event) => ({ text: toText(event), atMs: event.atMs }));
      await fc.assert(
        fc.asyncProperty(sampleFilters, async (filter: Filter) => {
          const { lines, report } = await readStore({ clickhouse: table(more) }, filter);
          const expected = all.filter((event) =>
            passes(filter, { ...event, fields: fieldsOf({ text: event.text, labels: {} }) }),
          );
          const passed = lines.filter((line) =>
            passes(filter, { text: line.text, atMs: line.atMs ?? 0, fields: fieldsOf(line) }),
          );
          expect(passed.map((line) => line.text).sort()).toEqual(expected.map((event) => event.text).sort());
          expect(report.problems).toEqual([]);
        }),
        { numRuns: 150 },
      );
    },
    120_000,
  );

  test('sends the matches of a hundred thousand rows, and no more', async () => {
    const source = table({ table: 'big', line: 'line', columns: ['odd `name'] });
    const { lines, report } = await readStore({ clickhouse: source }, { texts: ['/v1/x'] });
    expect(lines).toHaveLength(100);
    expect(lines[1]).toEqual({
      place: 'logs.big 2026-05-12T10:00:01.007Z #2',
      text: 'found /v1/x',
      stream: JSON.stringify([['odd `name', '9007199254742000']]),
      atMs: Date.UTC(2026, 4, 12, 10, 0, 1, 7),
      labels: { 'odd `name': '9007199254742000' },
    });
    expect(report.bytes).toBeLessThan(100 * 120);
  });

  test('keeps slashes and whole numbers as they are in the JSON of a row', async () => {
    const source = table({ table: 'big', columns: ['at', 'odd `name', 'tags'] });
    const { lines } = await readStore(
      { clickhouse: source },
      { where: [{ field: 'tags', operator: '~', value: '"a/b"' }] },
      { maxLines: 1 },
    );
    expect(lines.map((line) => line.text)).toEqual([
      '{"at":"2026-05-12T10:00:00.000000000Z","odd `name":9007199254740993,"tags":["a/b"]}',
    ]);
  });

  test('names the table that is not there', async () => {
    await expect(readStore({ clickhouse: table({ table: 'nowhere', line: 'line' }) })).rejects.toThrow(
      /^ClickHouse answered 404: Code: 60\. DB::Exception: Unknown table/,
    );
  });

  test('no value becomes a part of the statement', async () => {
    const texts = ["') OR 1 = 1 --", '{p0:String}', "\\') OR (1=1) --", '`'];
    const { lines } = await readStore(
      { clickhouse: table({ line: 'line' }) },
      { ...everything, texts, window: { fromMs: sampleStart, toMs: sampleStart + 60_000 } },
    );
    expect(lines).toEqual([]);
  });
});
