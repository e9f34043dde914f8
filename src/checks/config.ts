import { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import type { Excerpt } from '../logs/log-store.ts';
import { readConfig, type Setting } from '../logs/read-config.ts';
import type { SourceEntry } from '../logs/source.ts';
import type { Value } from '../logs/value.ts';
import { renderShell } from '../shell.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { findEvidenceFile } from './config/evidence-file.ts';
import { hideSetting } from './config/hide-setting.ts';
import { touchesOfSources } from './touches.ts';

const parameters = z.strictObject({
  source: z.string().min(1).describe('The config source to read'),
  settings: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The settings of interest, by flat name (idempotency_store): facts by that name, null where absent'),
});

type Parameters = z.output<typeof parameters>;

type ConfigEntry = SourceEntry & { readonly kind: 'config' };

const maxExcerpts = 40;

/**
 * Reads a settings file of the evidence folder. Facts: `settings` (every value by its flat name), `found` (the names, in the
 * order of the file), and each name of the parameter `settings` by itself. What looks secret is `***` everywhere.
 */
export const config = defineCheck<Parameters>({
  kind: 'config',
  summary: 'Reads the settings of a .env, YAML or JSON file',
  parameters,
  facts: 'open',
  timeoutMs: 10_000,
  reads: (given) => [given.source],
  touches: (given, sources) => touchesOfSources([given.source], sources),
  run: async (given, context) => {
    const entry = findEntry(given.source, context);
    const file = await findEvidenceFile({
      context,
      name: entry.config.file,
      unblock: `Ask ${entry.owner} for ${entry.config.file} (${entry.title})`,
    });
    const all = await readConfig(file, entry.config);
    const values = new Map(
      all.map((setting): [string, Value] => [setting.name, hideSetting(setting.path, setting.value)]),
    );
    const wanted = given.settings ?? [...values.keys()];
    const absent = wanted.filter((name) => !values.has(name));
    return {
      facts: {
        ...Object.fromEntries((given.settings ?? []).map((name) => [name, values.get(name) ?? null])),
        settings: Object.fromEntries(values),
        found: [...values.keys()],
      },
      evidence: all
        .filter((setting) => wanted.includes(setting.name))
        .slice(0, maxExcerpts)
        .map((setting) => toExcerpt({ setting, file: file.name, all })),
      command: renderShell(['causebook', 'check', 'config', file.path, ...(given.settings ?? [])]),
      verdict: {
        outcome: 'read',
        status: 'pass',
        say: `${values.size} ${values.size === 1 ? 'setting' : 'settings'} read from ${file.name}${absent.length === 0 ? '' : `; not set: ${absent.join(', ')}`}`,
      },
    };
  },
});

function findEntry(id: string, context: CheckContext): ConfigEntry {
  const entry = context.sources.get(id);
  if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${id}"` });
  if (entry.kind === 'config') return entry;
  if (entry.kind === 'manual') {
    throw new CheckProblem({
      status: 'blocked',
      message: `${entry.title} names no file`,
      unblock: `Ask ${entry.owner} for ${entry.title}`,
    });
  }
  throw new CheckProblem({ status: 'error', message: `source "${id}" is a ${entry.kind}, not a settings file` });
}

/** Lines of nested settings are found by the last key alone, so that a key that stands twice has no certain line. */
function toExcerpt(of: {
  readonly setting: Setting;
  readonly file: string;
  readonly all: readonly Setting[];
}): Excerpt {
  const { setting, file, all } = of;
  const lastKey = (each: Setting) => each.path.split('.').at(-1);
  const isFlat = all.every((each) => each.path === each.name);
  const isCertain = isFlat || all.filter((each) => lastKey(each) === lastKey(setting)).length === 1;
  const value = hideSetting(setting.path, setting.value);
  return {
    source: file,
    ...(setting.line === null || !isCertain ? {} : { line: setting.line }),
    text: `${setting.path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  };
}
