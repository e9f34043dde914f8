import { parse } from 'yaml';

/** Reads YAML from outside: at most 100 aliases, and no warning goes to the terminal. A module of its own, so that it is loaded only when there is YAML. */
export function parseYaml(text: string): unknown {
  return parse(text, { maxAliasCount: 100, logLevel: 'error' });
}
