import type { X509Certificate } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { isIP } from 'node:net';
import type { CheckContext } from '../check.ts';
import type { Deadline } from '../http/deadline.ts';
import { renderTarget } from '../http/failure.ts';
import { findAddresses } from './addresses.ts';
import { leafOf } from './build-path.ts';
import type { Contexts } from './contexts.ts';
import { type Endpoint, unknownEndpoint } from './endpoint.ts';
import type { Finding } from './finding.ts';
import { bySeriousness } from './finding.ts';
import { judgeChain } from './judge/chain.ts';
import type { Standard } from './judge/judged.ts';
import { type Demands, failureFinding, judgeServer } from './judge/server.ts';
import { renderAuthorities } from './render-authorities.ts';
import { readStaple, type Staple } from './staple.ts';
import type { Starttls } from './starttls.ts';
import { tryVisit, type Visit } from './visit.ts';

/** A server to look at, at each of its addresses and for each of the names. */
export type Server = {
  readonly host: string;
  readonly port: number;
  readonly servernames: readonly string[];
  readonly pinned: readonly string[];
  readonly which: 'all' | 'first';
  readonly starttls: Starttls | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly protocols: boolean;
  readonly minProtocol: string;
  readonly hasCertificate: boolean;
};

/** Each takes up to six connections at once. */
const maxEndpoints = 24;

/** Looks at a server, all addresses side by side. */
export async function lookAtServer(
  server: Server,
  use: {
    readonly contexts: Contexts;
    readonly standard: Standard;
    readonly deadline: Deadline;
    readonly progress: CheckContext['progress'];
  },
): Promise<readonly Endpoint[]> {
  // Every connection listens to it.
  setMaxListeners(0, use.deadline.signal);
  const { host, port } = server;
  const found = await findAddresses({ ...server, deadline: use.deadline });
  if ('phase' in found)
    return [
      { ...unknownEndpoint, place: renderTarget({ host, port }), findings: [failureFinding(found)], failure: found },
    ];
  const tried = found.slice(0, Math.max(1, Math.floor(maxEndpoints / server.servernames.length)));
  const isOne = tried.length === 1 && server.servernames.length === 1;
  use.progress(`TLS handshake with ${renderTarget({ host, port })}${isOne ? '' : ` at ${tried.length} addresses`}`);
  const endpoints = await Promise.all(
    tried.flatMap((address) =>
      server.servernames.map((servername) => lookAt({ server, address, servername, isOne }, use)),
    ),
  );
  const left = found.slice(tried.length).map((address): Endpoint => {
    const problem = `only the first ${tried.length} of ${found.length} addresses were tried`;
    return notTried({ place: address, address, problem });
  });
  return [...endpoints, ...left];
}

async function lookAt(
  at: { readonly server: Server; readonly address: string; readonly servername: string; readonly isOne: boolean },
  use: { readonly contexts: Contexts; readonly standard: Standard; readonly deadline: Deadline },
): Promise<Endpoint> {
  const { server, address, servername, isOne } = at;
  const { contexts, standard, deadline } = use;
  const { host, port, starttls, alpn, protocols } = server;
  const name = server.servernames.length > 1 ? ` for ${servername}` : '';
  const place = isOne ? renderTarget({ host, port }) : `${renderTarget({ host: address, port })}${name}`;
  const way = { address, host: isOne ? host : address, port, starttls, deadline };
  const visit = await tryVisit(way, contexts, { servername, alpn, protocols });
  if ('problem' in visit) return notTried({ place, address, problem: visit.problem });
  const leaf = leafOf(visit.sent);
  const staple = visit.presented === undefined ? undefined : await toStaple(visit.staple, leaf);
  const authorities = await renderAuthorities(visit.request.authorities);
  const { minProtocol, hasCertificate } = server;
  const demands: Demands = { minProtocol, hasCertificate, authorities, servername };
  const trustError = visit.presented?.trustError;
  const findings: readonly Finding[] = [
    ...judgeServer(visit, demands),
    ...judgeChain({ ...standard, sent: visit.sent, host: servername, trustError, staple }),
  ];
  return {
    ...unknownEndpoint,
    place,
    address,
    servername: isIP(servername) === 0 ? servername : null,
    findings: [...findings].sort(bySeriousness),
    failure: visit.sent.length === 0 ? visit.failure : undefined,
    sent: visit.sent,
    presented: visit.presented,
    staple,
    offered: visit.offered,
    clientCertificate: clientCertificateOf(visit, findings, hasCertificate),
    clientAuthorities: authorities,
    withoutSni: withoutSniOf(visit),
  };
}

async function toStaple(bytes: Visit['staple'], leaf: X509Certificate | undefined): Promise<Staple | null> {
  return bytes === null || bytes === undefined || leaf === undefined ? null : readStaple(bytes, leaf);
}

function notTried(of: { readonly place: string; readonly address: string | null; readonly problem: string }): Endpoint {
  const { problem } = of;
  const fix = 'try it from a machine that can reach it';
  return { ...unknownEndpoint, ...of, findings: [{ id: 'not-tried', severity: 'info', text: problem, fix }] };
}

function clientCertificateOf(
  { request, presented }: Visit,
  findings: readonly Finding[],
  hasCertificate: boolean,
): Endpoint['clientCertificate'] {
  if (findings.some(({ id }) => id === 'client-certificate-refused')) return 'refused';
  if (request.isAsked === undefined) return null;
  if (!request.isAsked) return 'not-wanted';
  if (hasCertificate && presented !== undefined) return 'accepted';
  return request.isRequired ? 'required' : 'wanted';
}

function withoutSniOf({ withoutName, sent }: Visit): Endpoint['withoutSni'] {
  if (withoutName === undefined) return null;
  if (withoutName === 'refused') return 'refused';
  return withoutName.fingerprint256 === leafOf(sent)?.fingerprint256 ? 'same' : 'differs';
}
