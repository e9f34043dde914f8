import builtInDefinitions from './built-in.json' with { type: 'json' };
import type { Definition } from './definition.ts';
import { createDetect } from './detect.ts';
import { createFind } from './find.ts';
import type { Format, Formats, LineParser, ParseContext } from './format.ts';
import { openJson } from './open-json.ts';
import { openLogfmt } from './open-logfmt.ts';
import { openPatterns } from './open-patterns.ts';

/** The definitions that come with causebook, one file each in `data/`; `npm run formats` collects them. */
export const builtInFormats = builtInDefinitions as unknown as readonly Definition[];

/**
 * Makes formats of definitions that have been checked. Of two with one id the later counts, so that people can replace
 * what comes with causebook. Nothing is compiled before it is opened.
 */
export function createFormats(definitions: readonly Definition[]): Formats {
  const byId = new Map(
    definitions.map((definition) => [definition.id, { definition, format: createFormat(definition) }]),
  );
  const all = [...byId.values()];
  return {
    all: all.map(({ format }) => format),
    get: (id) => byId.get(id)?.format,
    ...createDetect(all),
  };
}

/** Makes one format of a definition that has been checked. */
export function createFormat(definition: Definition): Format {
  return {
    id: definition.id,
    title: definition.title,
    stamps: definition.stamps ?? 'start',
    duration: definition.duration,
    open: (context) => open(definition, context),
    find: createFind(definition),
  };
}

function open(definition: Definition, context: ParseContext): LineParser {
  if (definition.syntax === 'json') return openJson(definition, context);
  return definition.syntax === 'logfmt' ? openLogfmt(definition, context) : openPatterns(definition, context);
}
