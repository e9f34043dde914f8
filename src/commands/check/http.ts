import path from 'node:path';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { splitHeader } from './split-header.ts';

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
