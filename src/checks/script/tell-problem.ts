import { pathToFileURL } from 'node:url';
import { messageOf } from '../../errors.ts';
import type { Job } from './job.ts';

/** What went wrong in a script, in one line. A command of `$` that failed is told by its exit code and what it said last. */
export function tellProblem(cause: unknown): string {
  const { exitCode, signal, stderr } = (typeof cause === 'object' && cause !== null ? cause : {}) as {
    readonly exitCode?: unknown;
    readonly signal?: unknown;
    readonly stderr?: unknown;
  };
  if (typeof stderr === 'string' && (typeof exitCode === 'number' || typeof signal === 'string')) {
    const said = stderr.split('\n').findLast((line) => line.trim() !== '');
    const end = typeof exitCode === 'number' ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    return `a command ${end}${said === undefined ? '' : `: ${said.trim()}`}`;
  }
  return (
    messageOf(cause)
      .split('\n')
      .find((line) => line.trim() !== '') ?? 'an error without a message'
  );
}

/** Where in the script it was, as far as that can be told. */
export async function findPlace(
  cause: unknown,
  job: Job,
): Promise<{ readonly line: number; readonly column?: number } | undefined> {
  if (!(cause instanceof Error)) return undefined;
  const told = `${cause.message}\n${cause.stack ?? ''}`;
  const { href } = pathToFileURL(job.path);
  const at = told.indexOf(`${href}:`);
  const [, line, column] = (at < 0 ? null : /^:(\d+):(\d+)/.exec(told.slice(at + href.length))) ?? [];
  if (line !== undefined) return { line: Number(line), column: Number(column) };
  if ('specifier' in cause) {
    const index = job.text.split('\n').findIndex((one) => one.includes(String(cause.specifier)));
    return index < 0 ? undefined : { line: index + 1 };
  }
  return cause instanceof SyntaxError ? findSyntaxError(job.text) : undefined;
}

/** V8 tells the place of a syntax error only on standard error; so the text is parsed again. */
async function findSyntaxError(text: string): Promise<{ readonly line: number; readonly column?: number } | undefined> {
  const { parse } = await import('acorn');
  try {
    parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  } catch (cause) {
    const { loc } = cause as { readonly loc?: { readonly line: number; readonly column: number } };
    return loc === undefined ? undefined : { line: loc.line, column: loc.column + 1 };
  }
  return undefined;
}
