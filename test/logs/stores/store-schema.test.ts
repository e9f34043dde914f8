import { expect, test } from 'vitest';
import { z } from 'zod';
import { storeOf } from '../../../src/logs/stores/store-of.ts';
import { storeShape } from '../../../src/logs/stores/store-schema.ts';

const log = z.strictObject(storeShape);

function problemsOf(given: unknown): readonly string[] {
  return log.safeParse(given).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

const loki = { url: 'https://loki.example', labels: { app: 'crm' } };

test('the least of each store is enough, and the rest has defaults', () => {
  expect(log.parse({ loki })).toEqual({
    loki: { ...loki, timeout: 30, slack: 0, stream_labels: [], limit: 5000, since: 24 },
  });
  expect(storeOf(log.parse({ elasticsearch: { url: 'https://es.example', index: 'logs-*' } }))).toEqual({
    elasticsearch: {
      url: 'https://es.example',
      index: 'logs-*',
      timeout: 30,
      slack: 0,
      timestamp: '@timestamp',
      search: [],
      words: 'standard',
      flavour: 'auto',
      limit: 1000,
    },
  });
  expect(
    storeOf(log.parse({ clickhouse: { url: 'https://ch.example', table: 't', timestamp: 'at', line: 'line' } })),
  ).toEqual({
    clickhouse: {
      url: 'https://ch.example',
      table: 't',
      timestamp: 'at',
      line: 'line',
      timeout: 30,
      slack: 0,
      columns: [],
    },
  });
  expect(storeOf(log.parse({}))).toBeUndefined();
});

const literal = 'must not stand in a runbook: name an environment variable (…_env) or a secret input (${{ inputs.x }})';

test.each([
  [{ loki: { ...loki, token: 'glsa_secret' } }, [`loki.token: ${literal}`]],
  [{ loki: { ...loki, password: 'x ${{ inputs.secret }}' } }, [`loki.password: ${literal}`]],
  [{ loki: { ...loki, token: '${{ inputs.secret }}' } }, []],
  [{ loki: { ...loki, token_env: 'LOKI_TOKEN' } }, []],
  [{ loki: { ...loki, token_env: '$LOKI_TOKEN' } }, ['loki.token_env: must be the name of an environment variable']],
  [
    { loki: { ...loki, url: 'https://user:secret@loki' } },
    ['loki.url: must be an http:// or https:// URL without user, password, query or fragment'],
  ],
  [
    { loki: { ...loki, url: 'loki:3100' } },
    ['loki.url: must be an http:// or https:// URL without user, password, query or fragment'],
  ],
  [{ loki: { ...loki, url: '${{ inputs.loki_url }}' } }, []],
  [{ loki: { url: 'https://loki' } }, ['loki: needs `labels` or a `selector`: Loki reads no streams without one']],
  [{ loki: { url: 'https://loki', selector: 'app' } }, ['loki.selector: must be a stream selector like {app="crm"}']],
  [
    { loki: { url: 'https://loki', selector: '{app="${{ inputs.app }}"}' } },
    ['loki.selector: takes no templates: write `labels`, whose values are quoted'],
  ],
  [
    { elasticsearch: { url: 'https://es', index: '_all' } },
    ['elasticsearch.index: must be an index, alias, data stream or pattern; several with commas'],
  ],
  [{ elasticsearch: { url: 'https://es', index: 'a', api_key: 'id:key' } }, [`elasticsearch.api_key: ${literal}`]],
  [
    { clickhouse: { url: 'https://ch', table: 't', timestamp: 'at' } },
    ['clickhouse: needs a `line` column or `columns`'],
  ],
] as const)('%j', (given, problems) => {
  expect(problemsOf(given)).toEqual(problems);
});
