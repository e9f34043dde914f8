import { CheckProblem } from '../../errors.ts';
import type { Facts, Measurement, Verdict } from '../check.ts';
import type { Failure } from '../http/failure.ts';
import type { Presented } from './connect.ts';
import { daysUntil, type Finding, renderName, warnings } from './finding.ts';
import { findFindings, leafOf } from './findings.ts';
import type { TrustStore } from './trust-store.ts';

/** The facts of a TLS check and their CEL types; `dyn` ones are null where there was nothing to measure. `days_left` is the leaf's. */
export const tlsFacts = {
  findings: 'list<string>',
  details: 'list<string>',
  failure: 'dyn',
  failure_text: 'dyn',
  days_left: 'dyn',
  subject: 'dyn',
  issuer: 'dyn',
  names: 'list<string>',
  not_before: 'dyn',
  not_after: 'dyn',
  protocol: 'dyn',
  cipher: 'dyn',
  chain: 'list<string>',
  trusted: 'dyn',
  trust_store: 'string',
} as const;

type Measured = Omit<Measurement, 'command'>;

/**
 * Judges a chain. `presented` holds more than the certificates where they came over a connection: what OpenSSL thought of them
 * then is `trusted`, while for a file it is our own finding.
 */
export function measureChain(of: {
  readonly presented: Pick<Presented, 'sent'> & Partial<Presented>;
  readonly place: string;
  readonly store: TrustStore;
  readonly host: string | undefined;
  readonly warnDays: number;
  readonly now: Date;
}): Measured {
  const { presented, place, store, host, warnDays, now } = of;
  const { sent, rebuilt = [], trustError } = presented;
  const leaf = leafOf(sent);
  if (leaf === undefined)
    throw new CheckProblem({ status: 'error', message: `${place} made a handshake without a certificate` });
  // What OpenSSL trusted counts as held by the store: it may know roots (NODE_EXTRA_CA_CERTS) that are on no list.
  const known =
    trustError === undefined ? { ...store, certificates: [...store.certificates, ...rebuilt.slice(1)] } : store;
  const found = findFindings({ sent, store: known, host, now, warnDays, trustError });
  const chain = sent.map((each) => renderName(each.subject));
  const facts: Facts = {
    findings: [...new Set(found.map(({ id }) => id))],
    details: found.map(({ text }) => text),
    failure: null,
    failure_text: null,
    days_left: daysUntil(leaf.validTo, now),
    subject: renderName(leaf.subject),
    issuer: renderName(leaf.issuer),
    names: leaf.subjectAltName?.split(', ') ?? [],
    not_before: new Date(leaf.validFrom).toISOString(),
    not_after: new Date(leaf.validTo).toISOString(),
    protocol: presented.protocol ?? null,
    cipher: presented.cipher ?? null,
    chain,
    trusted: presented.protocol !== undefined ? trustError === undefined : !found.some(isDistrust),
    trust_store: store.title,
  };
  return {
    facts,
    evidence: [
      ...sent.map((each, index) => ({
        source: place,
        text: `certificate ${index + 1} of ${sent.length}: ${renderName(each.subject)}; issued by ${renderName(each.issuer)}; valid until ${new Date(each.validTo).toISOString()}`,
      })),
      ...found.map(({ id, text }) => ({ source: place, text: `${id}: ${text}` })),
    ],
    verdict: toVerdict({ found, place, facts }),
  };
}

/** What there is to say of a connection that gave no certificate. */
export function measureFailure(of: {
  readonly failure: Failure;
  readonly place: string;
  readonly store: TrustStore;
}): Measured {
  const { failure, place, store } = of;
  const nothing = Object.fromEntries(
    Object.entries(tlsFacts).map(([name, type]) => [name, type === 'list<string>' ? [] : null]),
  );
  return {
    facts: { ...nothing, failure: failure.id, failure_text: failure.text, trust_store: store.title },
    evidence: [{ source: place, text: failure.text }],
    verdict: { outcome: failure.id, status: 'fail', say: failure.text },
  };
}

function isDistrust({ id }: Finding): boolean {
  return id !== 'wrong-host' && id !== 'chain-order' && id !== 'weak-key' && !warnings.includes(id);
}

function toVerdict(of: { readonly found: readonly Finding[]; readonly place: string; readonly facts: Facts }): Verdict {
  const { found, place, facts } = of;
  const [worst] = found;
  if (worst === undefined) {
    return {
      outcome: 'ok',
      status: 'pass',
      say: `${place}: nothing wrong; trusted by ${facts.trust_store}, valid for ${facts.days_left} more days`,
    };
  }
  const others = (facts.findings as readonly string[]).filter((id) => id !== worst.id);
  const also = others.length === 0 ? '' : `; also ${others.join(', ')}`;
  return {
    outcome: worst.id,
    status: warnings.includes(worst.id) ? 'warn' : 'fail',
    say: `${place}: ${worst.text}${also}`,
  };
}
