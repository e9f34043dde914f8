import path from 'node:path';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { splitHost } from './split-host.ts';

type TlsFlags = CommonFlags & {
  readonly servername?: string;
  readonly cacert?: string;
  readonly warnDays?: number;
};

/** Verifies the certificate of a server by hand. */
export async function checkTls(target: string, flags: TlsFlags): Promise<void> {
  const { servername, cacert, warnDays } = flags;
  const ca = cacert === undefined ? undefined : path.resolve(cacert);
  await runByHand({ kind: 'tls', parameters: { ...splitHost(target), servername, ca, warn_days: warnDays } }, flags);
}
