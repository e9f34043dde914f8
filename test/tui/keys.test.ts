import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keyContextOf } from '../../src/tui/key-context.ts';
import { footerBindings, keyTable } from '../../src/tui/keys.ts';
import { listKeys } from '../../src/tui/list-keys.ts';
import { createScreen } from '../../src/tui/screen.ts';
import { createWorld } from './stage.ts';

const modes = ['walk', 'overlay', 'field', 'confirm', 'paste', 'pick', 'search', 'home'] as const;

const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

describe('the key table', () => {
  it.each(modes)('gives no key two meanings in %s', (mode) => {
    const keys = keyTable.filter((binding) => binding.modes.includes(mode)).flatMap(({ keys: all }) => all);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('takes no letter away from a text field', () => {
    const keys = keyTable.filter((binding) => binding.modes.includes('field')).flatMap(({ keys: all }) => all);
    expect(keys.filter((key) => key.length === 1)).toEqual([]);
  });

  it.each(['same_key', 'retry_settings', 'replay', 'intervals'])('offers four to ten keys on %s', (step) => {
    const offered = footerBindings(keyContextOf(createScreen(step), createWorld()));
    expect(offered.length).toBeGreaterThanOrEqual(4);
    expect(offered.length).toBeLessThanOrEqual(10);
    expect(offered.slice(-2).map(({ command }) => command)).toEqual(['help', 'quit']);
  });

  it('is what the README lists (npm run keys writes it)', async () => {
    const text = await readFile(readme, 'utf8');
    expect(/<!-- keys -->\n([\s\S]*?)\n<!-- \/keys -->/.exec(text)?.[1]).toBe(listKeys());
  });
});
