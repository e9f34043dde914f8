import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byRotation } from '../../../src/logs/gather/rotation.ts';
import { gatherRows } from '../../helpers/gather-rows.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const fileOf = (name: string, modifiedMs = 0) =>
  ({ path: `/${name}`, name, bytes: 1, modifiedMs, packing: 'none' }) as const;

test.each([
  [['app.log.10', 'app.log.2.gz', 'app.log.1', 'app.log']],
  [['app.log-20260510.gz', 'app.log-20260511', 'app.log']],
  [['app.log.2026-05-10_23', 'app.log.2026-05-11_00', 'app.log']],
  [['app-2026-05-10.log', 'app-2026-05-11.1.log', 'app-2026-05-11.2.log', 'app-2026-05-11.10.log', 'app.log']],
  [['0.log.20260511-101112.gz', '0.log.20260511-111112', '0.log']],
  [['a/app.log.2', 'a/app.log', 'b/app.log.1', 'b/app.log']],
  [['edge-1.log', 'edge-2.log', 'hub.log']],
  [['v1.20260599.log', 'v1.20260600.log']],
])('%j are in the order in which they were written', (names) => {
  for (const given of [names, [...names].reverse()])
    expect(
      given
        .map((name) => fileOf(name))
        .sort(byRotation)
        .map(({ name }) => name),
    ).toEqual(names);
});

test('what was changed last comes last where a log has the same place twice', () => {
  const files = [fileOf('app.log.1', 2), fileOf('app.log.1.gz', 1)];
  expect(files.sort(byRotation).map(({ name }) => name)).toEqual(['app.log.1.gz', 'app.log.1']);
});

test('it is one order, however the files were listed', () => {
  const name = fc
    .tuple(
      fc.constantFrom('a.log', 'b', 'a'),
      fc.constantFrom('', '.1', '.12', '-20260511', '.2026-05-11.3', '.gz', '.log'),
    )
    .map((parts) => parts.join(''));
  const file = fc.tuple(name, fc.nat(2)).map(([one, modifiedMs]) => fileOf(one, modifiedMs));
  fc.assert(
    fc.property(fc.array(file, { maxLength: 8 }), (files) => {
      expect([...files].reverse().sort(byRotation)).toEqual([...files].sort(byRotation));
    }),
  );
});

test('files whose first stamps are equal are read in the order of their rotation', async () => {
  const line = (id: string) => `{"ts":"2026-05-12T10:00:00Z","id":"${id}"}\n`;
  const { folder, remove } = await writeFolder({
    'app.log': line('c'),
    'app.log.1': line('b'),
    'app.log.2': line('a'),
  });
  const { report } = await gatherRows(folder, {});
  expect(report.files).toEqual(['app.log.2', 'app.log.1', 'app.log']);
  await remove();
});
