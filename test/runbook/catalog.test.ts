import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricsSource } from '../../src/logs/source-schema.ts';
import { createCatalog } from '../../src/runbook/catalog.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import type { Runbook } from '../../src/runbook/schema.ts';

const { runbook } = parseRunbook(
  readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8'),
  'r.yaml',
);

test('a source says whom to ask for it, with their contact; a view has its inputs bound', () => {
  const catalog = createCatalog(runbook, { parcel_id: 'P_1' });
  expect(catalog.get('scans')).toMatchObject({ kind: 'log', owner: 'Depot (#depot)', title: 'Scan log' });
  expect(catalog.get('my_scans')).toEqual({
    id: 'my_scans',
    title: 'Scans of the parcel',
    owner: '',
    kind: 'view',
    from: [{ source: 'scans', match: 'P_1', optional: true }],
    sql: { text: 'select * from scans where parcel = $1', values: ['P_1'] },
  });
});

test('a view whose input nobody gave is there, and says which one it is', () => {
  expect(createCatalog(runbook, {}).get('my_scans')).toMatchObject({ kind: 'view', missingInput: 'parcel_id' });
});

test('a source that names no file is one that its party looks up', () => {
  const manual = { ...runbook, sources: [{ id: 'trace', party: 'courier', title: 'Trace' }], views: [] };
  expect(createCatalog(manual, {}).get('trace')).toEqual({
    id: 'trace',
    title: 'Trace',
    owner: 'Courier',
    kind: 'manual',
  });
});

test('a source of metrics has its address filled in, or names the input that is missing', () => {
  const metrics = metricsSource.parse({ prometheus: { url: '${{ inputs.prometheus }}' } });
  const inputs = [{ id: 'prometheus', type: 'url', optional: false, secret: false }] as const;
  const asked = {
    ...runbook,
    inputs,
    sources: [{ id: 'prom', party: 'depot', title: 'Prometheus', metrics }],
    views: [],
  };
  const of = (given: { readonly [id: string]: string }) =>
    createCatalog(asked as unknown as Runbook, given).get('prom');
  expect(of({ prometheus: 'http://prom:9090' })).toMatchObject({
    kind: 'metrics',
    metrics: { prometheus: { url: 'http://prom:9090', timeout: 30 } },
  });
  expect(of({})).toMatchObject({ kind: 'metrics', missingInput: 'prometheus' });
});
