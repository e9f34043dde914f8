import type { Condition } from './condition.ts';
import type { TableUse } from './source.ts';
import type { Window } from './window.ts';

/**
 * Which events of a log a question is about: whose text contains one of `texts` (any event when there is none), matches
 * `regex` (in the form that `parseRegex` gives), fulfils every condition of `where`, and does not lie outside `window`.
 */
export type Filter = {
  readonly texts: readonly string[];
  readonly regex: string | undefined;
  readonly where: readonly Condition[];
  readonly window: Window | undefined;
};

/** Whether it seeks letters that are other bytes in other encodings. */
export function seeksBeyondAscii({ texts, regex = '', where }: Omit<Filter, 'window'>): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII is looked for.
  return /[^\x00-\x7f]/.test([...texts, regex, ...where.map(({ value }) => value)].join(''));
}

/** The filter of a use within a window. */
export function filterOf(use: TableUse, window: Window | undefined): Filter {
  return {
    texts: use.match === undefined ? [] : [use.match].flat(),
    regex: use.regex,
    where: use.where ?? [],
    window,
  };
}
