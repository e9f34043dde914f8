import { Script } from 'node:vm';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { Value } from '../../logs/value.ts';

/** The values that a JSONPath leads to, in order: `[null]` is a null that is there, `[]` nothing. */
export type FindValues = (path: string) => readonly Value[];

const limitMs = 1000;
/** A filter such as `$..[?@..a]` can take longer than anyone waits, and so can the pattern of its match(): V8 ends both. */
const bounded = new Script('run()');

/**
 * Loads RFC 9535 JSONPath and gives what finds values in a document. Finding throws a `CheckProblem` for a path that cannot be read and
 * for one that takes longer than a second.
 */
export async function loadJsonPath(document: Value): Promise<FindValues> {
  const { query } = await import('jsonpath-rfc9535');
  return (path) => {
    try {
      const run = () => query(document as Parameters<typeof query>[0], path) as readonly Value[];
      return bounded.runInNewContext({ run }, { timeout: limitMs });
    } catch (cause) {
      const isLate = (cause as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      const why = isLate ? `took longer than ${limitMs} ms` : `cannot be read: ${messageOf(cause).split('\n')[0]}`;
      throw new CheckProblem({ status: 'error', message: `the JSONPath ${path} ${why}` }, { cause });
    }
  };
}
