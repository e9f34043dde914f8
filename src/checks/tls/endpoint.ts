import type { X509Certificate } from 'node:crypto';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';
import { leafOf } from './build-path.ts';
import type { Finding } from './finding.ts';
import type { Standard } from './judge/judged.ts';
import { trustedBy } from './judge/trust.ts';
import type { Presented } from './presented.ts';
import { daysUntil, namesOf, renderName, toInstant } from './render.ts';
import type { Staple } from './staple.ts';

/**
 * One place where certificates come from: a server at one address asked for one name, or a file. `problem` is set where it could not
 * be looked at. `findings` are the most serious first. `isHeldToName` is
 * false where there was no name that the certificate must be for.
 */
export type Endpoint = {
  readonly place: string;
  readonly address: string | null;
  readonly servername: string | null;
  readonly isHeldToName: boolean;
  readonly findings: readonly Finding[];
  readonly problem: string | undefined;
  readonly failure: { readonly id: string; readonly text: string } | undefined;
  readonly sent: readonly X509Certificate[];
  readonly presented: Presented | undefined;
  readonly staple: Staple | null | undefined;
  readonly offered: readonly string[] | undefined;
  readonly clientCertificate: 'not-wanted' | 'wanted' | 'required' | 'accepted' | 'refused' | null;
  readonly clientAuthorities: readonly string[];
  readonly withoutSni: 'same' | 'differs' | 'refused' | null;
  readonly keyMatches: boolean | null;
};

/** An endpoint of which nothing is known but where it is. */
export const unknownEndpoint = {
  address: null,
  servername: null,
  isHeldToName: true,
  findings: [],
  problem: undefined,
  failure: undefined,
  sent: [],
  presented: undefined,
  staple: undefined,
  offered: undefined,
  clientCertificate: null,
  clientAuthorities: [],
  withoutSni: null,
  keyMatches: null,
} as const;

/** The facts of one endpoint. */
export function toEndpointFacts(endpoint: Endpoint, standard: Standard): Facts & { readonly [name: string]: Value } {
  const { findings, sent, presented, staple, failure } = endpoint;
  const leaf = leafOf(sent);
  return {
    place: endpoint.place,
    address: endpoint.address,
    servername: endpoint.servername,
    findings: [...new Set(findings.map(({ id }) => id))],
    details: findings.map(({ text }) => text),
    fixes: findings.map(({ fix }) => fix),
    failure: failure?.id ?? null,
    failure_text: failure?.text ?? null,
    days_left: leaf === undefined || toInstant(leaf.validTo) === null ? null : daysUntil(leaf.validTo, standard.now),
    subject: leaf === undefined ? null : renderName(leaf.subject),
    issuer: leaf === undefined ? null : renderName(leaf.issuer),
    names: leaf === undefined ? [] : namesOf(leaf).slice(0, maxNames),
    not_before: leaf === undefined ? null : toInstant(leaf.validFrom),
    not_after: leaf === undefined ? null : toInstant(leaf.validTo),
    fingerprint: leaf?.fingerprint256.replaceAll(':', '').toLowerCase() ?? null,
    protocol: presented?.protocol ?? null,
    cipher: presented?.cipher ?? null,
    alpn: presented?.alpn ?? null,
    protocols: endpoint.offered ?? [],
    chain: sent.map((each) => renderName(each.subject)),
    trusted: leaf === undefined ? null : isTrusted(endpoint),
    trusted_by: trustedBy({ ...standard, sent }).map(({ id }) => id),
    staple: staple === undefined ? null : (staple?.status ?? 'none'),
    client_certificate: endpoint.clientCertificate,
    client_authorities: endpoint.clientAuthorities,
    without_sni: endpoint.withoutSni,
    key_matches: endpoint.keyMatches,
  };
}

const maxNames = 100;

/** What OpenSSL refuses a chain for, whatever the name. */
const distrust: readonly Finding['id'][] = [
  'expired',
  'not-yet-valid',
  'self-signed',
  'untrusted-root',
  'missing-intermediate',
  'not-trusted',
  'revoked',
];

/** OpenSSL knows, where it was asked. */
function isTrusted({ presented, findings }: Endpoint): boolean {
  return presented !== undefined
    ? presented.trustError === undefined
    : !findings.some(({ id }) => distrust.includes(id));
}
