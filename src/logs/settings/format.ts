/** How a settings file may be written. */
export const settingsFormats = ['env', 'yaml', 'json', 'toml', 'ini', 'properties', 'js'] as const;

export type SettingsFormat = (typeof settingsFormats)[number];

const extensions: { readonly [extension: string]: SettingsFormat } = {
  env: 'env',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  json5: 'json',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
  properties: 'properties',
  js: 'js',
  cjs: 'js',
  mjs: 'js',
  ts: 'js',
  mts: 'js',
  cts: 'js',
};

/** The format that a file's name tells (`.env.production` too); undefined where it tells none. */
export function formatOfName(name: string): SettingsFormat | undefined {
  const base = (name.split('/').at(-1) ?? name).replace(/\.(?:gz|zst|bak|orig|example|sample|dist)$/, '').toLowerCase();
  if (/^\.env(?:\.|$)/.test(base)) return 'env';
  return extensions[base.split('.').at(-1) ?? ''];
}

const remark = /^\s*(?:#|;|\/\/|!|$)/;
const section = /^\s*\[\[?[^\],]+\]?\]\s*(?:[#;].*)?$/;

/** The formats that a text may be of, the likeliest first. */
export function guessFormats(text: string): readonly SettingsFormat[] {
  const lines = text.split(/\r?\n/, 400).filter((line) => !remark.test(line));
  const [first = ''] = lines;
  if (
    /^\s*(?:module\.exports|exports\.|export\s|import\s|const\s|let\s|var\s|'use strict'|await\s|[\w.]+\()/.test(first)
  )
    return ['js'];
  if (/^\s*(?:\{|\/\*)/.test(first)) return ['json', 'js'];
  if (/^\s*\[/.test(first) && !section.test(first)) return ['json', 'js'];
  const hasSections = lines.some((line) => section.test(line));
  const isTyped = lines.some((line) => /^\s*[\w.-]+ = (?:\[|\{|"""|'''|\d[\d_.-]*\s*$|true\s*$|false\s*$)/.test(line));
  if (hasSections) return ['toml', 'ini'];
  const assigned = lines.filter((line) => /^\s*(?:export\s+)?[\w.[\]-]+\s*=/.test(line));
  if (assigned.length > 0 && assigned.length * 2 >= lines.length) {
    const names = assigned.map((line) => line.split('=')[0]?.trim() ?? '');
    if (names.some((name) => name.includes('.'))) return ['properties', 'toml', 'env'];
    const isEnv = names.some((name) => /^(?:export\s+)?[A-Z][A-Z0-9_]*$/.test(name));
    return isTyped && !isEnv ? ['toml', 'env'] : ['env', 'properties'];
  }
  if (lines.some((line) => /^\s*["']?[\w.-]+["']?\s*:\s*.*,\s*(?:\/\/.*)?$/.test(line) || /:\s*\{\s*$/.test(line)))
    return ['js', 'yaml'];
  return ['yaml', 'env'];
}
