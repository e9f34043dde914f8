import { UserError } from '../../errors.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { splitHost } from './split-host.ts';

type TcpFlags = CommonFlags & {
  readonly closed?: boolean;
  readonly connectMs?: number;
  readonly maxConnectMs?: number;
  readonly banner?: boolean;
  readonly send?: string;
};

/** Connects to ports by hand. */
export async function checkTcp(targets: readonly string[], flags: TcpFlags): Promise<void> {
  for (const target of targets) assertPort(target);
  const { closed, connectMs, maxConnectMs, banner, send } = flags;
  const parameters = {
    targets,
    expect: closed === true ? 'closed' : 'open',
    connect_ms: connectMs,
    max_connect_ms: maxConnectMs,
    banner: banner ?? (send === undefined ? undefined : true),
    send: send?.replaceAll('\\r', '\r').replaceAll('\\n', '\n'),
  };
  await runByHand({ kind: 'tcp', parameters, flagNames: { targets: 'the target' } }, flags);
}

function assertPort(target: string): void {
  if (splitHost(target).port === undefined)
    throw new UserError({ message: `"${target}" names no port`, hint: `Write host:port, like ${target}:443.` });
}
