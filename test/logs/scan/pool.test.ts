import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createPool } from '../../../src/logs/scan/pool.ts';
import type { ScanStart } from '../../../src/logs/scan/scan-job.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const line = 'one line\n';
const lines = 1_000;
const parts = 12;

function startOf(): ScanStart {
  const job = {
    base: 0,
    format: 'text',
    context: { zone: 'UTC', modifiedMs: 0 },
    timing: { stamps: 'end', duration: undefined },
    window: undefined,
    isStamped: false,
    isSought: false,
    untested: { texts: [], regex: undefined, where: [] },
  } as const;
  return { spec: { kind: 'count' }, files: [job], definitions: [] };
}

test('what a thread cannot read is told with its part, and ends nothing', async () => {
  const { folder, remove } = await writeFolder({});
  const file = await open(folder, 'r');
  try {
    const problems: (string | undefined)[] = [];
    const pool = createPool({ start: startOf(), onScanned: ({ problem }) => problems.push(problem) });
    await pool.scan({ part: 0, file: 0, from: 0, to: 100, fd: file.fd });
    await pool.finish();
    expect(problems).toEqual(['it is a folder']);
  } finally {
    await file.close();
    await remove();
  }
});

test('pools side by side give out no more parts than one alone, and the parts of one that was stopped go to the others', async () => {
  const { folder, remove } = await writeFolder({ 'a.log': line.repeat(lines) });
  const file = await open(path.join(folder, 'a.log'), 'r');
  try {
    const start = startOf();
    const { fd } = file;
    let out = 0;
    let most = 0;
    const scanAll = async (stopsAfter: number) => {
      let seen = 0;
      const pool = createPool({
        start,
        onScanned: () => {
          out -= 1;
          seen += 1;
        },
      });
      for (let part = 0; part < parts; part++) {
        if (part === stopsAfter) {
          out -= part - seen;
          pool.stop();
          return undefined;
        }
        await pool.scan({ part, file: 0, from: 0, to: line.length * lines, fd });
        out += 1;
        most = Math.max(most, out);
      }
      await pool.finish();
      return seen;
    };
    const all = await Promise.all([scanAll(2), scanAll(parts), scanAll(parts), scanAll(parts), scanAll(1)]);
    expect(all).toEqual([undefined, parts, parts, parts, undefined]);
    expect(most).toBeLessThanOrEqual(2 * Math.min(8, availableParallelism()));
  } finally {
    await file.close();
    await remove();
  }
});
