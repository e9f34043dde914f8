import type { X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Details, NameRule } from '../details.ts';
import { namesOf } from '../render.ts';

/** The first name of a certificate that an issuer's name constraints forbid (RFC 5280, 4.2.1.10); domains and addresses only. */
export function findNameViolation(
  leaf: X509Certificate,
  issuer: Pick<Details, 'permitted' | 'excluded'>,
): string | undefined {
  return namesOf(leaf).find((name) => {
    const [kind = '', value = ''] = splitName(name);
    const isSameKind = (rule: NameRule) => ('dns' in rule ? kind === 'DNS' : kind === 'IP Address');
    const permitted = issuer.permitted.filter(isSameKind);
    if (permitted.length > 0 && !permitted.some((rule) => covers(rule, value))) return true;
    return issuer.excluded.filter(isSameKind).some((rule) => covers(rule, value));
  });
}

function splitName(name: string): readonly [string, string] {
  const at = name.indexOf(':');
  return [name.slice(0, at), name.slice(at + 1)];
}

function covers(rule: NameRule, value: string): boolean {
  if ('dns' in rule) {
    const name = value.toLowerCase();
    return rule.dns === '' || name === rule.dns || name.endsWith(`.${rule.dns}`);
  }
  const half = rule.ip.length / 2;
  const family = half === 4 ? 'ipv4' : 'ipv6';
  if ((half !== 4 && half !== 16) || isIP(value) !== (half === 4 ? 4 : 6)) return false;
  const bits = [...rule.ip.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  const list = new BlockList();
  list.addSubnet(renderAddress(rule.ip.subarray(0, half)), bits, family);
  return list.check(value, family);
}

function renderAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return Buffer.from(bytes).toString('hex').match(/.{4}/g)?.join(':') ?? '::';
}
