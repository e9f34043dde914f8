import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { CheckProblem, messageOf } from '../errors.ts';
import type { EvidenceFile } from './evidence-folder.ts';
import type { ConfigSource } from './source.ts';

/** A setting of a config file: its flat name (nested ones joined with `_`), its dotted path, its value and its line. */
export type Setting = { readonly name: string; readonly path: string; readonly value: unknown; readonly line: number | null };

const maxBytes = 1024 * 1024;

/** Reads a settings file (.env, YAML or JSON, at most 1 MiB); throws a `CheckProblem` when it cannot be understood. */
export async function readConfig(file: EvidenceFile, source: ConfigSource): Promise<readonly Setting[]> {
  if (file.bytes > maxBytes) throw new CheckProblem({ status: 'error', message: `${file.name} is larger than 1 MiB: not a settings file` });
  const text = await readFile(file.path, 'utf8');
  const format = source.format ?? formatOf(file.name);
  if (format === 'env') return parseEnv(text);
  try {
    const value: unknown = format === 'json' ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 100 });
    const lines = text.split('\n');
    return flatten(value, []).map(({ keys, value: leaf }) => ({
      name: keys.join('_'),
      path: keys.join('.'),
      value: leaf,
      line: lineOf(lines, keys.at(-1) ?? ''),
    }));
  } catch (cause) {
    throw new CheckProblem({ status: 'error', message: `${file.name} does not parse as ${format}: ${messageOf(cause).split('\n')[0]}` }, { cause });
  }
}

function formatOf(name: string): 'env' | 'yaml' | 'json' {
  if (name.endsWith('.json')) return 'json';
  return /\.ya?ml$/.test(name) ? 'yaml' : 'env';
}

function parseEnv(text: string): readonly Setting[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) return [];
    const [, name = '', raw = ''] = match;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw);
    const value = quoted === null ? raw.replace(/\s+#.*$/, '') : (quoted[2] ?? '');
    return [{ name, path: name, value, line: index + 1 }];
  });
}

function flatten(value: unknown, keys: readonly string[]): readonly { readonly keys: readonly string[]; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || keys.length > 16) return [{ keys, value }];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...keys, key]));
}

function lineOf(lines: readonly string[], key: string): number | null {
  const found = lines.findIndex((line) => new RegExp(`(^|[\\s{,"'])${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?\\s*:`).test(line));
  return found < 0 ? null : found + 1;
}
