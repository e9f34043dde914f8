// The data: made by seed, kept in a folder of its own for each size and seed, and made anew only where that is not whole.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { execa } from 'execa';
import { renderBytes } from './sizes.js';

// Raised whenever the same seed would write other bytes.
const version = 1;
const names = {
  access: 'access.log',
  accessGz: 'access.log.gz',
  json: 'app.jsonl',
  jsonGz: 'app.jsonl.gz',
  ids: 'ids.txt',
};

/** Gives the paths of the files of this size (bytes of each log) and seed, and what is true of them; makes them first where needed. */
export async function openData({ dir, size, seed, say }) {
  const folder = path.join(dir, `${size}-${seed}`);
  const files = Object.fromEntries(Object.entries(names).map(([id, name]) => [id, path.join(folder, name)]));
  const manifest = path.join(folder, 'manifest.json');
  const kept = await readFile(manifest, 'utf8').then(JSON.parse, () => undefined);
  if (kept?.version === version && (await sameSizes(files, kept.sizes))) return { folder, files, truth: kept.truth };

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await assertRoom(folder, size);
  const begun = performance.now();
  say(`making 2 logs of ${renderBytes(size)} in ${folder} …`);
  const [access, json] = await Promise.all([
    inThread({ kind: 'access', file: files.access, size, seed }),
    inThread({ kind: 'json', file: files.json, size, seed }),
  ]);
  await writeFile(files.ids, `${json.ids.join('\n')}\n`);
  const writtenMs = performance.now() - begun;
  await compress(files.access, files.accessGz);
  await compress(files.json, files.jsonGz);
  const compressedMs = performance.now() - begun - writtenMs;
  say(`made in ${(writtenMs / 1000).toFixed(1)} s, compressed in ${(compressedMs / 1000).toFixed(1)} s`);

  const sizes = Object.fromEntries(
    await Promise.all(Object.entries(files).map(async ([id, file]) => [id, (await stat(file)).size])),
  );
  const truth = { access, json };
  await writeFile(`${manifest}.part`, JSON.stringify({ version, sizes, truth }, undefined, 2));
  await rename(`${manifest}.part`, manifest);
  return { folder, files, truth };
}

async function sameSizes(files, sizes) {
  const found = await Promise.all(
    Object.entries(files).map(async ([id, file]) => (await stat(file).catch(() => undefined))?.size === sizes[id]),
  );
  return found.every(Boolean);
}

/** Two logs and their compressed copies, which are about a fifth. */
async function assertRoom(folder, size) {
  const { bavail, bsize } = await statfs(folder);
  const needed = size * 2.5;
  if (bavail * bsize < needed)
    throw new Error(
      `${folder} has room for ${renderBytes(bavail * bsize)}, the data needs ${renderBytes(needed)}; name another folder with --dir`,
    );
}

function inThread(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./write-file.js', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** As `gzip -6` does, with every core where pigz is there. */
async function compress(from, to) {
  const { failed } = await execa('pigz', ['-6', '-c', from], { stdout: { file: to }, reject: false });
  if (failed) await pipeline(createReadStream(from), createGzip({ level: 6 }), createWriteStream(to));
}
