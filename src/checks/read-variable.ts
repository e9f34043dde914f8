import { CheckProblem } from '../errors.ts';
import type { CheckContext } from './check.ts';

/** The value of an environment variable that parameters name; throws a `CheckProblem`, blocked with `unblock`, where it is not set. */
export function readVariable(of: {
  readonly name: string;
  readonly env: CheckContext['env'];
  readonly unblock: string;
  /** An empty value is one too: a passphrase may be empty. */
  readonly mayBeEmpty?: boolean;
}): string {
  const { name, env, unblock, mayBeEmpty = false } = of;
  const value = env[name];
  if (value !== undefined && (mayBeEmpty || value !== '')) return value;
  throw new CheckProblem({ status: 'blocked', message: `the environment variable ${name} is not set`, unblock });
}
