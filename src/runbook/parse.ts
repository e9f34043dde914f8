import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Problem, suggest, UserError } from '../errors.ts';
import { crossCheck } from './cross-check.ts';
import { type ReadYaml, readYaml } from './read-yaml.ts';
import { type Runbook, runbookSchema } from './schema.ts';
import { stepKinds } from './step-kinds.ts';

/** A runbook that holds together, where it came from, and the sha256 of its text. */
export type LoadedRunbook = { readonly runbook: Runbook; readonly file: string; readonly sha256: string };

/** Reads a runbook's text; `file` is what errors name. Throws a `UserError` with everything that is wrong at file:line:col. */
export function parseRunbook(text: string, file: string): LoadedRunbook {
  const yaml = readYaml(text, file);
  const parsed = runbookSchema.safeParse(yaml.value, { reportInput: true });
  if (!parsed.success) throw new UserError(parsed.error.issues.flatMap((issue) => toProblems(issue, yaml)));
  const problems = crossCheck(parsed.data, yaml.placeOf);
  if (problems.length > 0) throw new UserError(problems);
  return { runbook: parsed.data, file, sha256: createHash('sha256').update(text).digest('hex') };
}

type Issue = z.core.$ZodIssue;

function toProblems(issue: Issue, yaml: ReadYaml): readonly Problem[] {
  const name = issue.path.length === 0 ? 'the runbook' : renderPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const inStep = issue.path.at(-2) === 'steps';
      const hint = suggest(key, inStep ? [...stepKinds, ...knownKeys(issue.path)] : knownKeys(issue.path));
      const place = yaml.placeOf([...issue.path, key], 'key');
      return { message: `unknown key "${key}"`, place, ...(hint === undefined ? {} : { hint }) };
    });
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest says best what is wrong.
    const branch = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    if (branch.length > 0 && depth(branch) > 0) {
      return branch.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] } as Issue, yaml));
    }
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [{ message: `"${String(issue.path.at(-1))}" is missing`, place: yaml.placeOf(issue.path.slice(0, -1)) }];
  }
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    const values = issue.values.map(String);
    const hint = suggest(issue.input, values) ?? `Expected one of ${values.join(', ')}.`;
    const what = issue.path.at(-2) === 'evidence' ? 'evidence word' : String(issue.path.at(-1) ?? 'value');
    return [{ message: `"${issue.input}" is not a known ${what}`, place: yaml.placeOf(issue.path), hint }];
  }
  return [
    {
      message: `${name}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`,
      place: yaml.placeOf(issue.path),
    },
  ];
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** The keys the schema knows at a path, walking down through lists, records and optionals. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = runbookSchema;
  for (const key of path) {
    schema = unwrap(schema);
    const definition = (
      schema as {
        readonly _zod?: {
          readonly def: {
            readonly type: string;
            readonly element?: unknown;
            readonly shape?: { readonly [name: string]: unknown };
          };
        };
      }
    )._zod?.def;
    schema = definition?.type === 'array' ? definition.element : definition?.shape?.[String(key)];
    if (schema === undefined) return [];
  }
  const shape = (unwrap(schema) as { readonly shape?: object }).shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function unwrap(schema: unknown): unknown {
  const inner = (schema as { readonly _zod?: { readonly def: { readonly innerType?: unknown } } })?._zod?.def.innerType;
  return inner === undefined ? schema : unwrap(inner);
}
