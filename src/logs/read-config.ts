import { CheckProblem } from '../errors.ts';
import type { EvidenceFile } from './evidence-folder.ts';
import { formatOfName, guessFormats, type SettingsFormat } from './settings/format.ts';
import { parseSettings } from './settings/parse-settings.ts';
import { readText } from './settings/read-text.ts';
import type { Settings } from './settings/setting.ts';
import { Misread } from './settings/tree.ts';
import type { ConfigSource } from './source.ts';

/** The settings of a file and the format they were read as. */
export type ConfigRead = Settings & { readonly format: SettingsFormat };

const titles: { readonly [F in SettingsFormat]: string } = {
  env: '.env',
  yaml: 'YAML',
  json: 'JSON',
  toml: 'TOML',
  ini: 'INI',
  properties: 'Java properties',
  js: 'JavaScript',
};

/**
 * Reads a settings file (at most 1 MiB): in the format that the source says, else that its name tells, else that its text looks like. Throws
 * a `CheckProblem` at file:line:col when it cannot be understood.
 */
export async function readConfig(
  file: EvidenceFile,
  source: ConfigSource,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConfigRead> {
  const { text, isLatin1 } = await readText(file, signal);
  const named = source.format ?? formatOfName(file.name);
  const formats = named === undefined ? guessFormats(text) : [named];
  let first: CheckProblem | undefined;
  for (const format of formats) {
    try {
      const read = await parseSettings(text, format);
      const odd = isLatin1 && format !== 'properties' ? ['bytes that are not UTF-8 were read as Latin-1'] : [];
      return { ...read, format, remarks: [...odd, ...read.remarks] };
    } catch (cause) {
      if (!(cause instanceof Misread)) throw cause;
      const hint = named === undefined ? undefined : await otherFormat(text, named);
      first ??= toProblem({ file: file.name, format, cause, hint, isGuess: named === undefined });
    }
  }
  throw first ?? new CheckProblem({ status: 'error', message: `${file.name} is in no format of settings` });
}

function toProblem(of: {
  readonly file: string;
  readonly format: SettingsFormat;
  readonly cause: Misread;
  readonly hint: SettingsFormat | undefined;
  readonly isGuess: boolean;
}): CheckProblem {
  const { file, format, cause, hint, isGuess } = of;
  const place = `${file}:${cause.line}:${cause.column}`;
  const unblock =
    hint !== undefined
      ? `It reads as ${titles[hint]}: say format ${hint}`
      : isGuess
        ? `${titles[format]} was a guess: say the format (env, yaml, json, toml, ini, properties or js)`
        : undefined;
  return new CheckProblem(
    {
      status: 'error',
      message: `${place} does not read as ${titles[format]}: ${cause.message}`,
      ...(unblock === undefined ? {} : { unblock }),
    },
    { cause },
  );
}

/** The format a text would have been readable as, where its name told the wrong one. */
async function otherFormat(text: string, wrong: SettingsFormat): Promise<SettingsFormat | undefined> {
  for (const format of guessFormats(text)) {
    if (format === wrong) continue;
    try {
      await parseSettings(text, format);
      return format;
    } catch (cause) {
      if (!(cause instanceof Misread)) throw cause;
    }
  }
  return undefined;
}
