import type { Failure } from '../../http/failure.ts';
import { leafOf } from '../build-path.ts';
import { type Finding, type FindingId, findingIds } from '../finding.ts';
import { renderList, renderName } from '../render.ts';
import { ageOf, renderVersion } from '../versions.ts';
import type { Visit } from '../visit.ts';

/** What a server is held against. `hasCertificate`: the client showed one of its own. `authorities`: the CAs that the server names for it. */
export type Demands = {
  readonly minProtocol: string;
  readonly hasCertificate: boolean;
  readonly authorities: readonly string[];
  readonly servername: string;
};

/** What is wrong with a server besides its chain: that it could not be spoken to, its versions, what it asks of clients. */
export function judgeServer(visit: Visit, demands: Demands): readonly Finding[] {
  return [
    ...judgeClient(visit, demands),
    ...judgeProtocols(visit, demands),
    ...judgeFailure(visit, demands),
    ...judgeWithoutName(visit, demands),
  ];
}

const fixes: { readonly [id: string]: string } = {
  dns: 'check the spelling, and the records with dig',
  refused: 'check that the server runs and listens on this port',
  unreachable: 'check the route and the firewall',
  timeout: 'check firewalls on the way, and whether the server is overloaded',
  'not-tls': 'use the port that speaks TLS, switch TLS on, or give --starttls where it begins in plain text',
  'no-starttls': 'switch TLS on in the server, or leave --starttls out',
  'closed-during-handshake':
    'look into the log of the server: a wrong name (SNI), a firewall or a broken key are usual',
  'handshake-failed': 'compare the protocol versions and ciphers of both sides',
};

/** A failed connection as a finding. */
export function failureFinding({ id, text }: Failure): Finding {
  const known = (findingIds as readonly string[]).includes(id) ? (id as FindingId) : 'handshake-failed';
  return { id: known, severity: 'fail', text, fix: fixes[known] ?? 'look into the log of the server' };
}

function judgeClient({ request, alert, failure }: Visit, { hasCertificate, authorities }: Demands): readonly Finding[] {
  const { isAsked, isRequired } = request;
  const by = authorities.length === 0 ? '' : ` by ${renderList(authorities)}`;
  if (hasCertificate) {
    const isRefused = alert !== undefined && (isAsked === true || failure === undefined);
    if (!isRefused && !(failure !== undefined && isRequired)) return [];
    const why = alert === undefined ? '' : `: ${alert}`;
    return [
      {
        id: 'client-certificate-refused',
        severity: 'fail',
        text: `the server does not accept the client certificate that was given${why}`,
        fix: 'compare its CA, dates and purpose with what the server trusts',
      },
    ];
  }
  const fix = 'give one with --cert and --key, signed by a CA that the server trusts';
  if (isRequired)
    return [
      {
        id: 'client-certificate-required',
        severity: 'fail',
        text: `the server demands a client certificate${by}`,
        fix,
      },
    ];
  if (isAsked !== true) return [];
  const text = `the server asks for a client certificate${by}, and finishes the handshake without`;
  return [
    {
      id: 'client-certificate-wanted',
      severity: 'info',
      text,
      fix: `${fix}, where the server then answers 400 or 403`,
    },
  ];
}

function judgeProtocols({ offered, presented }: Visit, { minProtocol }: Demands): readonly Finding[] {
  const spoken = offered ?? (presented === undefined ? [] : [presented.protocol]);
  const old = spoken.filter((version) => ageOf(version) < ageOf(minProtocol));
  if (old.length === 0) return [];
  const isOnly = old.length === spoken.length;
  return [
    {
      id: isOnly ? 'old-protocol-only' : 'old-protocol-offered',
      severity: isOnly ? 'fail' : 'warn',
      text: `${isOnly ? 'the server speaks nothing newer than' : 'the server still speaks'} ${old.map(renderVersion).join(' and ')}`,
      fix: isOnly
        ? `switch ${renderVersion(minProtocol)} on; most clients refuse what is older`
        : 'switch it off, once no client needs it',
    },
  ];
}

/** A failure that a finding above explains is not told twice. */
function judgeFailure(visit: Visit, { servername }: Demands): readonly Finding[] {
  const { failure, presented, isLowered, request, alert, offered } = visit;
  if (failure === undefined || request.isRequired) return [];
  if (alert !== undefined && request.isAsked === true) return [];
  const isOld = presented !== undefined && ageOf(presented.protocol) < ageOf('TLSv1.2');
  if (isLowered && isOld && offered?.includes('TLSv1.2') !== true) return [];
  if (alert === 'unrecognized name')
    return [
      { ...failureFinding(failure), fix: `the server does not know ${servername}: ask for a name that it serves` },
    ];
  if (!isLowered) return [failureFinding(failure)];
  const text = `${failure.text}: it works only with lowered security`;
  return [
    { id: 'handshake-failed', severity: 'fail', text, fix: 'replace the weak key, cipher or parameters of the server' },
  ];
}

function judgeWithoutName({ withoutName, sent }: Visit, { servername }: Demands): readonly Finding[] {
  const leaf = leafOf(sent);
  if (withoutName === undefined || leaf === undefined) return [];
  const fix = `clients must name ${servername} in the handshake (SNI); very old ones do not`;
  if (withoutName === 'refused') {
    const text = 'the server refuses clients that do not say which name they want (SNI)';
    return [{ id: 'no-sni-differs', severity: 'info', text, fix }];
  }
  if (withoutName.fingerprint256 === leaf.fingerprint256) return [];
  const text = `clients that do not say which name they want (SNI) get another certificate: ${renderName(withoutName.subject)}`;
  return [{ id: 'no-sni-differs', severity: 'info', text, fix }];
}
