import { isIP, SocketAddress } from 'node:net';
import { domainToASCII } from 'node:url';

/** A name to compare by: in lower case, without the dot at its end. */
export function normalName(name: string): string {
  return name === '.' ? '.' : name.toLowerCase().replace(/\.$/, '');
}

/** A name as it goes into a query, an international one in its ASCII form; undefined where it can be no name of DNS (RFC 1035, 2.3.4). */
export function toQueryName(name: string): string | undefined {
  const bare = normalName(name);
  const ascii = /^[\u0021-\u007e]+$/.test(bare) ? bare : domainToASCII(bare);
  const isGood =
    ascii !== '' && ascii.length <= 253 && ascii.split('.').every(({ length }) => length > 0 && length <= 63);
  return isGood ? ascii : undefined;
}

/** The name under which the records of an address lie (RFC 1035, 3.5, and RFC 3596, 2.5). */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail = ''] = toCanonical(address).split('::');
  const [before, after] = [head, tail].map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - (before?.length ?? 0) - (after?.length ?? 0) }, () => '0');
  const groups = [...(before ?? []), ...zeros, ...(after ?? [])].map((group) => group.padStart(4, '0'));
  return `${[...groups.join('')].reverse().join('.')}.ip6.arpa`;
}

/** A record to compare by: an address in its one form, anything else in lower case without the dot at its end. */
export function toCanonical(record: string): string {
  const family = isIP(record);
  if (family === 0) return normalName(record);
  // An IPv4 address inside an IPv6 one is written in hexadecimal, so that it has eight groups.
  if (family === 6) return new URL(`http://[${record}]`).hostname.slice(1, -1);
  return new SocketAddress({ address: record }).address;
}
