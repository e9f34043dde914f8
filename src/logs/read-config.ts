import { readFile } from 'node:fs/promises';
import { CheckProblem, messageOf } from '../errors.ts';
import type { EvidenceFile } from './evidence-folder.ts';
import type { ConfigSource } from './source.ts';

/** A setting of a config file: its flat name (nested ones joined with `_`), its dotted path, its value and its line. */
export type Setting = {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  readonly line: number | null;
};

const maxBytes = 1024 * 1024;

/** Reads a settings file (.env, YAML or JSON, at most 1 MiB); throws a `CheckProblem` when it cannot be understood. */
export async function readConfig(file: EvidenceFile, source: ConfigSource): Promise<readonly Setting[]> {
  if (file.bytes > maxBytes)
    throw new CheckProblem({ status: 'error', message: `${file.name} is larger than 1 MiB: not a settings file` });
  const text = await readFile(file.path, 'utf8');
  const format = source.format ?? formatOf(file.name);
  if (format === 'env') return parseEnv(text);
  try {
    const value: unknown = format === 'json' ? JSON.parse(text) : await readYaml(text);
    const lines = linesOfKeys(text);
    return flatten(value, []).map(({ keys, value: leaf }) => ({
      name: keys.join('_'),
      path: keys.join('.'),
      value: leaf,
      line: lines.get(String(keys.at(-1))) ?? null,
    }));
  } catch (cause) {
    throw new CheckProblem(
      { status: 'error', message: `${file.name} does not parse as ${format}: ${messageOf(cause).split('\n')[0]}` },
      { cause },
    );
  }
}

async function readYaml(text: string): Promise<unknown> {
  const { parseYaml } = await import('./parse-yaml.ts');
  return parseYaml(text);
}

function formatOf(name: string): 'env' | 'yaml' | 'json' {
  if (name.endsWith('.json')) return 'json';
  return /\.ya?ml$/.test(name) ? 'yaml' : 'env';
}

function parseEnv(text: string): readonly Setting[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line.trimEnd());
    if (match === null) return [];
    const [, name = '', raw = ''] = match;
    const quoted = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(raw.trim());
    const value = quoted === null ? raw.replace(/\s#.*$/, '').trim() : (quoted[2] ?? '');
    return [{ name, path: name, value, line: index + 1 }];
  });
}

function flatten(
  value: unknown,
  keys: readonly string[],
): readonly { readonly keys: readonly string[]; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || keys.length > 16) return [{ keys, value }];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...keys, key]));
}

/** The first line of each key, in one pass: a file may hold as many settings as lines. */
function linesOfKeys(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, key = ''] of line.matchAll(/(?:^|[\s{,"'])([^\s{}[\],"':]+)["']?\s*:/g))
      if (!found.has(key)) found.set(key, index + 1);
  }
  return found;
}
