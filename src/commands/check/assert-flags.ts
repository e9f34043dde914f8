import type { z } from 'zod';
import type { AnyCheck } from '../../checks/index.ts';
import { UserError } from '../../errors.ts';
import { isOwnText, tellIssue } from '../../yaml/tell-issue.ts';

/**
 * The flags that give parameters, by the path of the parameter, where a flag is not the parameter with dashes. A flag of `--` says that
 * what lies under that path has a flag of its own, named like it.
 */
export type FlagNames = { readonly [path: string]: string };

/** Throws what is wrong with parameters as a `UserError` that names the flags they came from. */
export function assertFlags(check: AnyCheck, parameters: object, names: FlagNames): void {
  const parsed = check.parameters.safeParse(parameters);
  if (parsed.success) return;
  throw new UserError(
    parsed.error.issues.map(furthest).map((issue) => {
      const flag = renderFlag(issue.path.map(String), names);
      return { message: `${flag === '' ? '' : `${flag}: `}${tellIssue(issue)}` };
    }),
  );
}

type Issue = z.core.$ZodIssue;

/** What is wrong inside a value that may have several forms: the form that got furthest says it best; of those equally far, the first. */
function furthest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || isOwnText(issue)) return issue;
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map(({ path }) => path.length));
  const inner = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]?.[0];
  return inner === undefined ? issue : furthest({ ...inner, path: [...issue.path, ...inner.path] } as Issue);
}

/** `--connect-timeout`, or the flag and what of it: `--expect total_ms`. */
function renderFlag(path: readonly string[], names: FlagNames): string {
  for (let length = path.length; length > 0; length--) {
    const name = names[path.slice(0, length).join('.')];
    if (name === '--') return renderFlag(path.slice(length), {});
    if (name !== undefined) return [name, ...path.slice(length).map(count)].join(' ');
  }
  const [key, ...inner] = path;
  if (key === undefined) return '';
  return [`--${key.replaceAll('_', '-')}`, ...inner.map(count)].join(' ');
}

/** People count from one. */
function count(key: string): string {
  return /^\d+$/.test(key) ? `(${Number(key) + 1})` : key;
}
