import type { SettingsFormat } from './format.ts';
import { type Settings, toSettings } from './setting.ts';
import type { Tree } from './tree.ts';

/** Reads the text of a settings file. Throws a `Misread` where it is not of that format. */
export async function parseSettings(text: string, format: SettingsFormat): Promise<Settings> {
  const { tree, remarks } = await parse(text, format);
  const written = toSettings(tree);
  return { ...written, remarks: [...remarks, ...written.remarks] };
}

/** Each format is loaded only where there is such a file: the parsers are large. */
async function parse(
  text: string,
  format: SettingsFormat,
): Promise<{ readonly tree: Tree; readonly remarks: readonly string[] }> {
  switch (format) {
    case 'env':
      return (await import('./env.ts')).parseEnv(text);
    case 'ini':
      return (await import('./ini.ts')).parseIni(text);
    case 'properties':
      return plain((await import('./properties.ts')).parseProperties(text));
    case 'toml':
      return plain((await import('./toml.ts')).parseToml(text));
    case 'yaml': {
      const tree = (await import('./yaml.ts')).parseYaml(text);
      const isSeveral = tree.kind === 'list' && /^---/m.test(text.trimStart().slice(3));
      const remark = 'several documents: their settings are named by the number of the document, from 0';
      return { tree, remarks: isSeveral ? [remark] : [] };
    }
    case 'json':
      return plain((await import('./js/parse-js.ts')).parseJson(text));
    case 'js':
      return plain((await import('./js/parse-js.ts')).parseJs(text));
  }
}

function plain(tree: Tree): { readonly tree: Tree; readonly remarks: readonly string[] } {
  return { tree, remarks: [] };
}
