import path from 'node:path';
import { UserError } from '../../errors.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';

type HttpFlags = CommonFlags & {
  readonly method: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly cacert?: string;
};

/** Sends one request by hand. */
export async function checkHttp(url: string, flags: HttpFlags): Promise<void> {
  const { method, body, cacert } = flags;
  const headers = Object.fromEntries(flags.header.map(splitHeader));
  const ca = cacert === undefined ? undefined : path.resolve(cacert);
  await runByHand({ kind: 'http', parameters: { url, method, body, headers, ca } }, flags);
}

function splitHeader(header: string): readonly [string, string] {
  const at = header.indexOf(':');
  if (at <= 0) throw new UserError({ message: `--header "${header}" is not "name: value"` });
  return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
}
