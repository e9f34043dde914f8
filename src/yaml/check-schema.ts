import type { z } from 'zod';
import { type Problem, suggest, UserError } from '../errors.ts';
import type { ReadYaml } from './read-yaml.ts';
import { hintOf, isOwnText, tellIssue } from './tell-issue.ts';

type Issue = z.core.$ZodIssue;

/** What problems are told with: the schema (for the keys it knows), where things stand, and what the whole text is called. */
type Telling = {
  readonly schema: z.ZodType;
  readonly placeOf: ReadYaml['placeOf'];
  readonly whole: string;
  /** Keys that may stand at a path beside those of the schema. */
  readonly moreKeys?: (path: readonly PropertyKey[]) => readonly string[];
  /** What a value from a list is called, where its key does not say it. */
  readonly nameOf?: (path: readonly PropertyKey[]) => string | undefined;
};

/**
 * Gives what a YAML text holds as a schema reads it. Throws a `UserError` with everything that is wrong at file:line:col, with suggestions
 * for what is mistyped.
 */
export function checkSchema<Schema extends z.ZodType>(
  value: unknown,
  telling: Telling & { readonly schema: Schema },
): z.output<Schema> {
  // What was given tells a value of the wrong kind from one that is not there.
  const parsed = telling.schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new UserError(parsed.error.issues.flatMap((issue) => toProblems(issue, telling)));
}

function toProblems(issue: Issue, telling: Telling): readonly Problem[] {
  const { placeOf, schema, whole, moreKeys, nameOf } = telling;
  const name = issue.path.length === 0 ? whole : renderPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const hint = suggest(key, [...(moreKeys?.(issue.path) ?? []), ...knownKeys(schema, issue.path)]);
      const place = placeOf([...issue.path, key], 'key');
      return { message: `unknown key "${key}"`, place, ...(hint === undefined ? {} : { hint }) };
    });
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest says best what is wrong.
    const branch = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    if (branch.length > 0 && depth(branch) > 0) {
      return branch.flatMap((inner) =>
        toProblems({ ...inner, path: [...issue.path, ...inner.path] } as Issue, telling),
      );
    }
  }
  const isWord = issue.code === 'invalid_value' && issue.values.length > 1;
  if (
    (issue.code === 'invalid_type' || issue.code === 'invalid_value') &&
    issue.input === undefined &&
    !isOwnText(issue)
  ) {
    const hint = isWord ? { hint: `Expected one of ${issue.values.map(String).join(', ')}.` } : {};
    return [{ message: `"${String(issue.path.at(-1))}" is missing`, place: placeOf(issue.path.slice(0, -1)), ...hint }];
  }
  if (isWord && typeof issue.input === 'string') {
    const values = issue.values.map(String);
    const hint = suggest(issue.input, values) ?? `Expected one of ${values.join(', ')}.`;
    const what = nameOf?.(issue.path) ?? String(issue.path.at(-1) ?? 'value');
    return [{ message: `"${issue.input}" is not a known ${what}`, place: placeOf(issue.path), hint }];
  }
  const hint = hintOf(issue);
  const message = `${name}: ${tellIssue(issue)}`;
  return [{ message, place: placeOf(issue.path), ...(hint === undefined ? {} : { hint }) }];
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
function knownKeys(root: unknown, path: readonly PropertyKey[]): readonly string[] {
  let schema = root;
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
