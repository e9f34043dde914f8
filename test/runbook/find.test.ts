import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findRunbook, listRunbooks, nameOfRunbook } from '../../src/runbook/find.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function place(...ids: readonly string[]): Promise<string> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  for (const id of ids) {
    await mkdir(path.join(folder, id));
    await writeFile(path.join(folder, id, 'runbook.yaml'), '');
  }
  return folder;
}

test('a runbook is found by its id, in the first place that has it', async () => {
  const [mine, shipped] = [await place('tls'), await place('tls', 'dns')];
  expect(await findRunbook('tls', [mine, shipped])).toBe(path.join(mine, 'tls', 'runbook.yaml'));
  expect(await findRunbook('dns', [mine, shipped])).toBe(path.join(shipped, 'dns', 'runbook.yaml'));
  expect([...(await listRunbooks([mine, '/nowhere', shipped])).keys()].sort()).toEqual(['dns', 'tls']);
});

test('a path names a file, or the folder it lies in', async () => {
  const folder = await place('tls');
  expect(await findRunbook(`${folder}/tls`, [])).toBe(path.join(folder, 'tls', 'runbook.yaml'));
  expect(await findRunbook(`${folder}/tls/runbook.yaml`, [])).toBe(`${folder}/tls/runbook.yaml`);
  await expect(findRunbook(`${folder}/none.yaml`, [])).rejects.toThrow(
    `${folder}/none.yaml: there is no such runbook file`,
  );
});

test('a file is named by the id only where that leads to it', async () => {
  const [mine, other] = [await place('tls'), await place('tls')];
  const file = path.join(mine, 'tls', 'runbook.yaml');
  expect(await nameOfRunbook({ id: 'tls', file }, [mine, other])).toBe('tls');
  expect(await nameOfRunbook({ id: 'tls', file }, [other, mine])).toBe(file);
  expect(await nameOfRunbook({ id: 'tls', file: path.relative('.', file) }, [])).toBe(file);
});

test('a name that is none is told with the nearest, or with all there are', async () => {
  const folder = await place('tls', 'dns');
  await expect(findRunbook('tsl', [folder])).rejects.toThrow(/^there is no runbook "tsl". Did you mean "tls"\?$/);
  await expect(findRunbook('duplicates', [folder])).rejects.toThrow(
    /^there is no runbook "duplicates". There are: (dns, tls|tls, dns).$/,
  );
  await expect(findRunbook('tls', ['/nowhere'])).rejects.toThrow(/^there is no runbook "tls". Looked in \/nowhere.$/);
});
