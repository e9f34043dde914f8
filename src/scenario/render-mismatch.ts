import type { Mismatch } from './compare.ts';

/** Renders a mismatch as lines: what was expected and found, and under it, indented, what moved it. */
export function renderMismatch({ what, expected, found, because }: Mismatch): readonly string[] {
  return [`${what}: expected ${expected}, found ${found}`, ...because.map((line) => `  ${line}`)];
}
