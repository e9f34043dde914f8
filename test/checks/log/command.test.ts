import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { renderCommand } from '../../../src/checks/log/command.ts';
import { log } from '../../../src/checks/log.ts';
import { createCheckContext } from '../../helpers/check-context.ts';

async function commandOf(how: object, given: object, { formats = ['jsonl'], sql = '' } = {}): Promise<string | null> {
  const source = { id: 'scans', title: 'Scans', owner: 'you', kind: 'log' } as const;
  const context = await createCheckContext({
    folder: tmpdir(),
    sources: [{ ...source, log: { files: 'scans.jsonl', fields: {}, ...how } }],
  });
  const command = renderCommand({
    given: log.parameters.parse({ source: 'scans', ...given }),
    sql: sql === '' ? undefined : { text: sql, values: [] },
    context: { ...context, redact: (text) => text.replace(/password=.*/, 'password=[secret]') },
    read: { files: ['scans.jsonl'], formats },
  });
  return command?.replace(tmpdir(), '/evidence') ?? null;
}

test('the line that repeats a question says how its source is read', async () => {
  const how = { format: 'access', stamps: 'end', zone: 'Europe/Berlin', duration: { field: 'rt', unit: 's' } };
  expect(await commandOf(how, { top: { by: 'id' } })).toBe(
    'causebook check log /evidence/scans.jsonl --format access --stamps end --zone Europe/Berlin --duration rt:s --top id',
  );
});

test('a secret in it goes by itself, and leaves the quotes', async () => {
  expect(await commandOf({}, { match: 'password=a b' })).toBe(
    "causebook check log /evidence/scans.jsonl --match 'password=[secret]'",
  );
});

test('a format of the runbook is known to nobody else', async () => {
  expect(await commandOf({ format: 'text' }, {})).toBe('causebook check log /evidence/scans.jsonl --format text');
  expect(await commandOf({ format: 'of-the-runbook' }, {})).toBeNull();
});

test('so it is where nobody names it and the lines tell', async () => {
  expect(await commandOf({}, { top: { by: 'id' } }, { formats: ['jsonl', 'of-the-runbook'] })).toBeNull();
});

test('columns that the runbook declares, and a table by the name of its source, are in SQL known to nobody else', async () => {
  const sql = 'select count(*) as n from events';
  expect(await commandOf({}, {}, { sql })).toBe(`causebook check log /evidence/scans.jsonl --sql '${sql}'`);
  expect(await commandOf({ fields: { id: 'text' } }, {}, { sql })).toBeNull();
  expect(await commandOf({ fields: { id: 'text' } }, { top: { by: 'id' } })).not.toBeNull();
  expect(await commandOf({}, {}, { sql: 'select count(*) as n from "Scans"' })).toBeNull();
});

test('values with a comma or a blank do not go into a list of a flag', async () => {
  expect(await commandOf({}, { missing: { ids: ['a', 'b'] } })).toMatch(/ --missing a,b$/);
  expect(await commandOf({}, { missing: { ids: ['a', 'b 9,9'] } })).toBeNull();
  expect(await commandOf({}, { common: { bad: 'status >= 500', fields: ['a', 'b c'] } })).toBeNull();
});
