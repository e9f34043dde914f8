import type { z } from 'zod';
import { expressionsIn } from '../runbook/templates.ts';

type Issues = readonly z.core.$ZodIssue[];

/** Where issues are, each as its path with dots; of a value that fits no form of a union, where it fails each of them. */
export function pathsOf(issues: Issues, base = ''): ReadonlySet<string> {
  return new Set(
    issues.flatMap((issue) => {
      const at = joinPath(base, issue.path);
      return issue.code === 'invalid_union'
        ? [at, ...issue.errors.flatMap((errors) => [...pathsOf(errors, at)])]
        : [at];
    }),
  );
}

/**
 * Leaves out what a template filled in as empty text at one of the `wrong` paths, with `isLess` saying whether there was any. Parameters
 * that say what is asked (`asks`) and `expect` stay: without them another question would be answered, or a weaker one.
 */
export function withoutEmpty(of: {
  readonly written: unknown;
  readonly filled: unknown;
  readonly wrong: ReadonlySet<string>;
  readonly asks: readonly string[];
}): { readonly rest: unknown; readonly isLess: boolean } {
  const kept = new Set(['expect', ...of.asks]);
  let isLess = false;
  const isEmpty = (path: string, written: unknown, filled: unknown): boolean =>
    filled === '' &&
    typeof written === 'string' &&
    expressionsIn(written).length > 0 &&
    of.wrong.has(path) &&
    !kept.has(path.split('.')[0] ?? '');
  const prune = (path: string, written: unknown, filled: unknown): unknown => {
    if (typeof filled !== 'object' || filled === null || typeof written !== 'object' || written === null) return filled;
    const left = Object.entries(filled).filter(
      ([key, value]) => !isEmpty(joinPath(path, [key]), (written as Record<string, unknown>)[key], value),
    );
    isLess ||= left.length < Object.keys(filled).length;
    const inner = left.map(
      ([key, value]) => [key, prune(joinPath(path, [key]), (written as Record<string, unknown>)[key], value)] as const,
    );
    return Array.isArray(filled) ? inner.map(([, value]) => value) : Object.fromEntries(inner);
  };
  const rest = prune('', of.written, of.filled);
  return { rest, isLess };
}

function joinPath(base: string, path: readonly PropertyKey[]): string {
  return [...(base === '' ? [] : [base]), ...path.map(String)].join('.');
}
