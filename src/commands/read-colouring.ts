import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, suggest, UserError } from '../errors.ts';
import { looksOf, type ThemeName, themeNames } from '../tui/looks.ts';
import type { Colouring, Looks } from '../tui/theme.ts';
import type { Globals } from './globals.ts';
import { configRoot } from './machine.ts';

/**
 * How the screen shall be coloured: by `--theme`, else `CAUSEBOOK_THEME`, else the person's `theme.yaml`, else the default; without colour
 * where none is wanted. Throws a `UserError` for a theme that there is not, and for everything wrong with the file.
 */
export async function readColouring({ color, theme }: Pick<Globals, 'color' | 'theme'>): Promise<Colouring> {
  const { env, stdout } = process;
  const looks = await readLooks(theme);
  const depth = stdout.getColorDepth(env);
  return { looks, colours: !color ? 'none' : depth >= 24 ? 'true' : depth >= 8 ? '256' : '16' };
}

/** The theme alone, which needs no terminal; throws as `readColouring` does. */
export async function readLooks(theme: ThemeName | undefined): Promise<Looks> {
  const named = theme ?? themeNamed(process.env.CAUSEBOOK_THEME ?? '');
  return named === undefined ? readOwnLooks(themeFile()) : looksOf[named];
}

/** The person's own theme, which need not be there. */
export function themeFile(): string {
  return path.join(configRoot(), 'theme.yaml');
}

/** What reads YAML is loaded only where there is a file. */
async function readOwnLooks(file: string): Promise<Looks> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new UserError({ message: `cannot be read: ${messageOf(cause)}`, place: { file } }, { cause });
  });
  if (text === undefined) return looksOf.default;
  const { parseTheme } = await import('../tui/parse-theme.ts');
  return parseTheme(text, file);
}

function themeNamed(name: string): ThemeName | undefined {
  const found = themeNames.find((one) => one === name);
  if (found !== undefined || name === '') return found;
  const hint = suggest(name, themeNames) ?? `There are ${themeNames.join(', ')}.`;
  throw new UserError({ message: `CAUSEBOOK_THEME: there is no theme "${name}"`, hint });
}
