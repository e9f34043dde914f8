import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createScratchFolder } from '../../../src/logs/tables/scratch-folder.ts';

test.each([1, 300 * 1024 * 1024])(
  'a folder is gone as soon as it is removed, with a file of %i bytes too',
  async (bytes) => {
    const scratch = createScratchFolder();
    const folder = scratch.path();
    const file = await open(path.join(folder, 'rows'), 'wx');
    await file.truncate(bytes);
    await file.close();
    scratch.remove();
    expect(existsSync(folder)).toBe(false);
    expect(scratch.path()).not.toBe(folder);
    scratch.remove();
  },
);
