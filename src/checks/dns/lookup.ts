import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Deadline } from '../http/deadline.ts';
import { normalName, toCanonical } from './name.ts';

/** What programs on this machine would use for a name: getaddrinfo, which also knows the hosts file, search domains and other services. */
export type Lookup = {
  readonly status: 'ok' | 'not-found' | 'no-answer' | 'timeout';
  readonly addresses: readonly string[];
  readonly ms: number;
};

/** Looks a name up as programs do. It ends with the deadline; the system's own call goes on in the background then. */
export async function lookUp(name: string, deadline: Deadline): Promise<Lookup> {
  const start = performance.now();
  const end = (status: Lookup['status'], addresses: readonly string[] = []): Lookup => ({
    status,
    addresses: [...new Set(addresses)].sort(),
    ms: Math.round((performance.now() - start) * 10) / 10,
  });
  const givenUp = new Promise<Lookup>((resolve) => {
    const giveUp = () => resolve(end('timeout'));
    deadline.signal.addEventListener('abort', giveUp, { once: true });
    if (deadline.signal.aborted) giveUp();
  });
  const looked = lookup(name, { all: true }).then(
    (found) =>
      end(
        'ok',
        found.map(({ address }) => address),
      ),
    (cause: NodeJS.ErrnoException) =>
      end(cause.code === 'ENOTFOUND' || cause.code === 'ENODATA' ? 'not-found' : 'no-answer'),
  );
  return await Promise.race([looked, givenUp]);
}

/** Where the settings of name resolution lie; tests have their own. */
export type Settings = { readonly hosts: string; readonly resolvConf: string; readonly nsswitch: string };

/** Where Unix keeps them: hosts(5), resolv.conf(5), nsswitch.conf(5). */
export const systemSettings: Settings = {
  hosts: '/etc/hosts',
  resolvConf: '/etc/resolv.conf',
  nsswitch: '/etc/nsswitch.conf',
};

/** Why this machine may use other addresses for a name than DNS gives, in half sentences. */
export async function whyLookupDiffers(name: string, settings: Settings): Promise<readonly string[]> {
  const [hosts, resolvConf, nsswitch] = await Promise.all(
    [settings.hosts, settings.resolvConf, settings.nsswitch].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inHosts = linesNaming(hosts ?? '', name).map(
    ({ line, address }) => `${settings.hosts}:${line} gives ${address}`,
  );
  const search = /^\s*(?:search|domain)\s+(.+)$/m.exec(resolvConf ?? '')?.[1]?.trim();
  const services = /^\s*hosts:\s*(.+)$/m
    .exec(nsswitch ?? '')?.[1]
    ?.replace(/#.*$/, '')
    .trim();
  const others = (services ?? '')
    .split(/\s+/)
    .filter((word) => /^[a-z]/.test(word) && word !== 'files' && word !== 'dns');
  return [
    ...inHosts,
    ...(inHosts.length > 0 || search === undefined || name.endsWith('.')
      ? []
      : [`search domains are added to names (${settings.resolvConf}: ${search})`]),
    ...(inHosts.length > 0 || others.length === 0
      ? []
      : [`other services are asked besides DNS (${settings.nsswitch}: ${others.join(', ')})`]),
  ];
}

function linesNaming(hosts: string, name: string): readonly { readonly line: number; readonly address: string }[] {
  return hosts.split(/\r?\n/).flatMap((text, index) => {
    const [address = '', ...names] = text.replace(/#.*$/, '').trim().split(/\s+/);
    const isNamed = isIP(address) !== 0 && names.some((one) => normalName(one) === normalName(name));
    return isNamed ? [{ line: index + 1, address: toCanonical(address) }] : [];
  });
}
