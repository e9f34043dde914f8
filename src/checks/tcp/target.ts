import { CheckProblem } from '../../errors.ts';
import type { Target } from '../http/failure.ts';
import type { Knock } from './knock.ts';

/** A target and what each of its addresses did; without any, the name has no address. */
export type Tried = { readonly target: Target; readonly knocks: readonly Knock[] };

/** Takes `host:port` and `[v6]:port` apart. Throws a `CheckProblem` for what is neither. */
export function parseTarget(text: string): Target {
  const target = readTarget(text);
  if (target !== undefined) return target;
  throw new CheckProblem({ status: 'error', message: `"${text}" is not host:port, like db.example.com:5432` });
}

/** The same; undefined for what is neither. */
export function readTarget(text: string): Target | undefined {
  const [, host = '', digits = ''] = /^(\[[^\]\s]+\]|[^\s:/@]+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  return port < 1 || port > 65_535 ? undefined : { host: host.replace(/^\[|\]$/g, ''), port };
}
