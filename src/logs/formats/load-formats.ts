import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { checkSchema } from '../../yaml/check-schema.ts';
import { type ReadYaml, readYaml } from '../../yaml/read-yaml.ts';
import { checkDefinition } from './check-definition.ts';
import { type Definition, definition as schema } from './definition.ts';

/**
 * Reads definitions of formats that people wrote, one a file. Throws a `UserError` with everything that is wrong with any
 * of them at file:line:col: keys, patterns, and samples that do not read as they say.
 */
export async function loadFormats(files: readonly string[]): Promise<readonly Definition[]> {
  const results = await Promise.allSettled(files.map(async (file) => parseFormat(await readText(file), file)));
  const problems = results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (result.reason instanceof UserError) return result.reason.problems;
    throw result.reason;
  });
  if (problems.length > 0) throw new UserError(problems);
  const definitions = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  assertUnique(definitions, files);
  return definitions;
}

/** Of two with one id one would be lost. */
function assertUnique(definitions: readonly Definition[], files: readonly string[]): void {
  const problems = definitions.flatMap(({ id }, index) => {
    const first = definitions.findIndex((one) => one.id === id);
    if (first === index) return [];
    const message = `the format id "${id}" is also that of ${files[first]}`;
    return [{ message, place: { file: files[index] ?? '' }, hint: 'Give one of them another id, or take it away.' }];
  });
  if (problems.length > 0) throw new UserError(problems);
}

/** Reads one definition from YAML; `file` is what errors name. Throws a `UserError` as `loadFormats` does. */
export function parseFormat(text: string, file: string): Definition {
  const yaml = readYaml(text, file);
  return toDefinition(yaml.value, yaml.placeOf);
}

/**
 * Checks a definition that stands in a larger YAML text, such as a runbook. `placeOf` finds the place of a path in the
 * definition. Throws a `UserError` as `loadFormats` does.
 */
export function toDefinition(value: unknown, placeOf: ReadYaml['placeOf']): Definition {
  const nameOf = (path: readonly PropertyKey[]) => (path.at(-2) === 'fields' ? 'type' : undefined);
  const definition = checkSchema(value, { schema, placeOf, whole: 'the format', nameOf });
  const problems = checkDefinition(definition);
  if (problems.length === 0) return definition;
  throw new UserError(problems.map(({ path, ...problem }) => ({ ...problem, place: placeOf(path) })));
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EISDIR')
      throw new UserError({ message: 'is a folder; a format is a file', place: { file } }, { cause });
    throw new UserError({ message: `cannot be read: ${cause.message}`, place: { file } }, { cause });
  });
}
