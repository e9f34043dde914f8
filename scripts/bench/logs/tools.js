// Which of the other tools are there. None is installed by the bench.
import { rgPath } from '@vscode/ripgrep';
import { which } from 'zx';

/** The tools by name: a path, or undefined where one is missing; `rg` is the binary that causebook itself comes with. */
export async function findTools() {
  const names = ['grep', 'mawk', 'awk', 'lnav', 'jq', 'gzip'];
  const paths = await Promise.all(names.map((name) => which(name, { nothrow: true })));
  const found = Object.fromEntries(names.map((name, at) => [name, paths[at] ?? undefined]));
  return { ...found, rg: rgPath, node: process.execPath };
}

/** The locale that programs of this shell run in; `C` where none is set. */
export function userLocale({ LC_ALL, LC_CTYPE, LANG }) {
  return LC_ALL || LC_CTYPE || LANG || 'C';
}
