import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { checkSchema } from '../yaml/check-schema.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { crossCheck } from './cross-check.ts';
import { type Runbook, runbookSchema } from './schema.ts';
import { stepKinds } from './step-kinds.ts';

/** A runbook that holds together, where it came from, and the sha256 of its text. */
export type LoadedRunbook = { readonly runbook: Runbook; readonly file: string; readonly sha256: string };

/** Reads a runbook's text; `file` is what errors name. Throws a `UserError` with everything that is wrong at file:line:col. */
export function parseRunbook(text: string, file: string): LoadedRunbook {
  const yaml = readYaml(text, file);
  const runbook = checkSchema(yaml.value, {
    schema: runbookSchema,
    placeOf: yaml.placeOf,
    whole: 'the runbook',
    moreKeys: (path) => (path.at(-2) === 'steps' ? stepKinds : []),
    nameOf: (path) => (path.at(-2) === 'evidence' ? 'evidence word' : undefined),
  });
  const problems = crossCheck(runbook, yaml.placeOf);
  if (problems.length > 0) throw new UserError(problems);
  return { runbook, file, sha256: createHash('sha256').update(text).digest('hex') };
}
