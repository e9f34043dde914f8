import { getServers } from 'node:dns';
import { isIP } from 'node:net';

/** A name server: where it answers, and the text it is told by. */
export type Server = { readonly address: string; readonly port: number; readonly text: string };

/** Reads `10.0.0.2`, `10.0.0.2:5353`, `2001:db8::1` and `[2001:db8::1]:5353`; undefined for anything else, names included. */
export function parseServer(text: string): Server | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = isIP(text) === 6 ? text : (match?.[1] ?? match?.[2] ?? '');
  const port = Number(isIP(text) === 6 ? 53 : (match?.[3] ?? 53));
  // An address of one link carries its zone: fe80::1%eth0.
  if (isIP(address.replace(/%.*$/, '')) === 0 || port < 1 || port > 65_535) return undefined;
  return { address, port, text };
}

/** The name servers that this machine is set to, as resolv.conf or the system has them. */
export function systemServers(): readonly Server[] {
  return getServers().flatMap((text) => parseServer(text) ?? []);
}
