import type { Binding } from './binding.ts';
import type { Mode } from './key-context.ts';
import { keyTable } from './keys.ts';

/** The key table as a Markdown list, for the documentation: the keys of the walk, then what is added or different elsewhere. */
export function listKeys(): string {
  const has = (mode: Mode) => (binding: Binding) => binding.modes.includes(mode);
  const only = (mode: Mode) => (binding: Binding) => has(mode)(binding) && !has('walk')(binding);
  return [
    `- **The walk**: ${listed(keyTable.filter(has('walk')))}`,
    `- **The first screen**, besides: ${listed(keyTable.filter(only('home')))}`,
    `- **A page on top**, besides: ${listed(keyTable.filter(only('overlay')))}`,
    `- **Searching**: ${listed(keyTable.filter(only('search')))}`,
    `- **Writing and pasting**: ${listed(keyTable.filter((one) => (only('field')(one) || only('paste')(one)) && !has('search')(one)))}`,
  ].join('\n');
}

function listed(bindings: readonly Binding[]): string {
  return bindings.map(({ shows, help }) => `\`${shows}\` ${help[0]?.toLowerCase()}${help.slice(1)}`).join(' · ');
}
