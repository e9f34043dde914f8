import type { KeyObject, X509Certificate } from 'node:crypto';
import type { Finding } from '../finding.ts';
import { renderName } from '../render.ts';

/** Whether a private key belongs to the end certificate; undefined where no key was given. */
export function judgeKey(of: {
  readonly leaf: X509Certificate;
  readonly sent: readonly X509Certificate[];
  readonly key: KeyObject | undefined;
  readonly keyName: string;
}): readonly Finding[] {
  const { leaf, sent, key, keyName } = of;
  if (key === undefined || leaf.checkPrivateKey(key)) return [];
  const other = sent.find((each) => each.checkPrivateKey(key));
  const whose = other === undefined ? '' : `; it belongs to ${renderName(other.subject)}`;
  return [
    {
      id: 'key-mismatch',
      severity: 'fail',
      text: `the key in ${keyName} does not belong to ${renderName(leaf.subject)}${whose}`,
      fix: 'use the key that the certificate was requested with, or have it issued again',
    },
  ];
}
