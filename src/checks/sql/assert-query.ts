import { CheckProblem } from '../../errors.ts';

const reading = ['select', 'with', 'values', 'table', 'show', 'explain', 'from', 'describe', 'summarize'];

/**
 * Throws a `CheckProblem` where a statement begins as none that asks. It is for a clear message: that nothing is changed the database
 * sees to, by its read-only transaction.
 */
export function assertQuery(text: string): void {
  const first = /^[\s(]*(\w+)/.exec(withoutComments(text))?.[1]?.toLowerCase();
  if (first === undefined) throw new CheckProblem({ status: 'error', message: 'the query is empty' });
  if (reading.includes(first)) return;
  throw new CheckProblem({
    status: 'error',
    message: `the query begins with ${first.toUpperCase()}; a sql check only reads`,
    unblock: 'Write a SELECT',
  });
}

/** Comments in front of the first word; block comments may stand inside each other in SQL, a few of them here. */
function withoutComments(text: string): string {
  return text.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}
