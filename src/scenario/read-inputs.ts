import path from 'node:path';
import { type Problem, suggest, UserError } from '../errors.ts';
import type { Runbook } from '../runbook/schema.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/**
 * Reads the text of an `inputs.yaml`: input → value, a path relative to the file's folder. Throws a `UserError` with everything that is
 * wrong, at file:line:col.
 */
export function readInputs(
  text: string,
  of: { readonly file: string; readonly runbook: Runbook },
): { readonly [id: string]: string } {
  const { file, runbook } = of;
  const { value, placeOf } = readYaml(text, file);
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new UserError({ message: 'the inputs are not a list of `id: value`', place: placeOf([]) });
  const ids = runbook.inputs.map(({ id }) => id);
  const problems: Problem[] = [];
  const entries = Object.entries(value).map(([id, given]): readonly [string, string] => {
    const input = runbook.inputs.find((one) => one.id === id);
    if (input === undefined) {
      const hint = suggest(id, ids) ?? (ids.length === 0 ? 'It takes none.' : `It takes ${ids.join(', ')}.`);
      problems.push({ message: `runbook ${runbook.id} has no input "${id}"`, place: placeOf([id], 'key'), hint });
    } else if (typeof given === 'object')
      problems.push({ message: `input ${id} is not one value`, place: placeOf([id]) });
    return [id, input?.type === 'path' ? path.resolve(path.dirname(file), String(given)) : String(given)];
  });
  if (problems.length > 0) throw new UserError(problems);
  return Object.fromEntries(entries);
}
