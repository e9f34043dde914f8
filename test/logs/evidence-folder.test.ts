import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function folderOf(files: { readonly [name: string]: string | Uint8Array }): Promise<string> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const names = async (folder: string, glob: string) =>
  (await (await openEvidenceFolder(folder)).files(glob)).map(({ name }) => name);

test.each<[string, readonly string[]]>([
  ['app.jsonl', ['app.jsonl']],
  ['app.jsonl*', ['app.jsonl', 'app.jsonl.1', 'app.jsonl.2.gz']],
  ['app.jsonl.?', ['app.jsonl.1']],
  ['*', ['app+x.log', 'app.jsonl', 'app.jsonl.1', 'app.jsonl.2.gz', 'appXjsonl']],
  ['app+x.log', ['app+x.log']],
  ['config/*', ['config/app.env']],
  ['*/app.env', ['config/app.env']],
  ['**/*.env', ['config/app.env', 'config/old/app.env']],
  ['**/app.jsonl', ['app.jsonl', 'nodes/a/app.jsonl']],
  ['config/**', ['config/app.env', 'config/old/app.env']],
  ['config', ['config/app.env', 'config/old/app.env']],
  ['config/', ['config/app.env', 'config/old/app.env']],
  ['./config/old/', ['config/old/app.env']],
  ['./app.jsonl', ['app.jsonl']],
  ['APP.jsonl', []],
  ['../*', []],
])('%s names %j', async (glob, found) => {
  const folder = await folderOf(
    Object.fromEntries(
      [
        'app.jsonl',
        'app.jsonl.1',
        'app.jsonl.2.gz',
        'appXjsonl',
        'app+x.log',
        'config/app.env',
        'config/old/app.env',
        'nodes/a/app.jsonl',
      ].map((name) => [name, '']),
    ),
  );
  expect(await names(folder, glob)).toEqual(found);
});

test.each([
  ['**', ['b\nc.log', 'x\ny/d.log']],
  ['*.log', ['b\nc.log']],
  ['x*/**', ['x\ny/d.log']],
  ['**/d.log', ['x\ny/d.log']],
])('%s names files and folders whose names hold line breaks', async (glob, found) => {
  expect(await names(await folderOf({ 'b\nc.log': '', 'x\ny/d.log': '' }), glob)).toEqual(found);
});

test('a file has its size, and is known as compressed by its first bytes', async () => {
  const folder = await folderOf({ a: 'xyz', 'b.gz': 'xyz', c: gzipSync('x') });
  const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00]);
  await writeFile(path.join(folder, 'd.txt'), zstd);
  await writeFile(path.join(folder, 'e.txt'), Buffer.from('\ufeffx', 'utf16le'));
  const modifiedMs = expect.any(Number);
  expect(await (await openEvidenceFolder(folder)).files('*')).toEqual([
    { path: path.join(folder, 'a'), name: 'a', bytes: 3, modifiedMs, packing: 'none' },
    { path: path.join(folder, 'b.gz'), name: 'b.gz', bytes: 3, modifiedMs, packing: 'none' },
    { path: path.join(folder, 'c'), name: 'c', bytes: gzipSync('x').length, modifiedMs, packing: 'gzip' },
    { path: path.join(folder, 'd.txt'), name: 'd.txt', bytes: 6, modifiedMs, packing: 'zstd' },
    { path: path.join(folder, 'e.txt'), name: 'e.txt', bytes: 4, modifiedMs, packing: 'utf-16le' },
  ]);
});

test('no folder holds no files', async () => {
  const none = await openEvidenceFolder(undefined);
  expect([none.path, await none.files('*'), await none.list()]).toEqual([undefined, [], []]);
});

test('a folder that is not there, or is a file, is told with what to give', async () => {
  const folder = await folderOf({ a: '' });
  await expect(openEvidenceFolder(`${folder}/none`)).rejects.toMatchObject({
    name: 'UserError',
    message: `evidence folder "${folder}/none" does not exist. Give the folder that holds the exported files.`,
  });
  await expect(openEvidenceFolder(`${folder}/a`)).rejects.toMatchObject({
    name: 'UserError',
    message: `evidence folder "${folder}/a" is a file. Give the folder it lies in.`,
  });
});

test('a link back into the folder is not followed twice, one to a file or another folder is', async () => {
  const folder = await folderOf({ 'a.log': 'x' });
  await symlink(folder, path.join(folder, 'loop'));
  const beside = await folderOf({ 'b.log': 'x' });
  await symlink(path.join(beside, 'b.log'), path.join(folder, 'b.log'));
  const other = await folderOf({ 'c.log': 'x' });
  await symlink(other, path.join(folder, 'other'));
  expect(await names(folder, '**/*.log')).toEqual(['a.log', 'b.log', 'other/c.log']);
});

test('what cannot be read is told at once, and only to who asks for it', async () => {
  const folder = await folderOf({ 'fine.log': '' });
  await execa('mkfifo', [path.join(folder, 'pipe.log')]);
  await symlink(folder, path.join(folder, 'dir.log'));
  await symlink('/nowhere', path.join(folder, 'broken.log'));
  await mkdir(path.join(folder, 'folder.log'));
  const { files } = await openEvidenceFolder(folder);
  await symlink(path.join(folder, 'circle.log'), path.join(folder, 'circle.log'));
  const problems = async (glob: string) => (await files(glob)).map(({ problem }) => problem);
  expect(await problems('pipe.log')).toEqual(['pipe.log is not a regular file']);
  expect(await problems('broken.log')).toEqual(['broken.log cannot be read: it does not exist']);
  expect(await problems('circle.log')).toEqual(['circle.log cannot be read: its links go round in a circle']);
  expect(await files('dir.log')).toEqual([]);
  expect(await files('folder.log')).toEqual([]);
  expect(await problems('fine.log')).toEqual([undefined]);
});

test('a file that a glob names several times, by links to it, is one', async () => {
  const folder = await folderOf({ 'a.log': 'x' });
  await symlink('a.log', path.join(folder, 'b.log'));
  await link(path.join(folder, 'a.log'), path.join(folder, 'c.log'));
  expect(await names(folder, '*.log')).toEqual(['a.log']);
  expect(await names(folder, 'b.log')).toEqual(['b.log']);
});

test('folders deeper than eight are left alone, which is told to whom they may concern', async () => {
  const folder = await folderOf({ '1/2/3/4/5/6/7/8/a.log': '', '1/2/3/4/5/6/7/8/9/b.log': '' });
  expect(await names(folder, '**/*.log')).toEqual(['1/2/3/4/5/6/7/8/a.log']);
  const { unseen } = await openEvidenceFolder(folder);
  const name = '1/2/3/4/5/6/7/8/9';
  expect(await unseen?.('**/*.log')).toEqual([
    { name, problem: `${name} is deeper than 8 folders and was not looked into` },
  ]);
  expect(await unseen?.(['1/**', '*.log'])).toMatchObject([{ name }]);
  expect(await unseen?.(['*/*.log', '2/**/*.log', 'a.log'])).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a folder without permission is told', async () => {
  const folder = await folderOf({ 'a.log': '' });
  await chmod(folder, 0);
  await expect(openEvidenceFolder(folder)).rejects.toMatchObject({
    name: 'UserError',
    message: `evidence folder "${folder}" cannot be read: no permission`,
  });
  await chmod(folder, 0o755);
});
