import { UserError } from '../../errors.ts';

/** Takes `host`, `host:port`, `[v6]` and `[v6]:port` apart. */
export function splitHost(given: string): { readonly host: string; readonly port?: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(given);
  if (match === null) throw new UserError({ message: `"${given}" is not a host or host:port` });
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return match[2] === undefined ? { host } : { host, port: Number(match[2]) };
}
