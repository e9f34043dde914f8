import type { DecodedPacket, Answer as Entry } from 'dns-packet';
import { normalName } from './name.ts';
import type { RecordType } from './record-type.ts';

/** What a name server said of a name and type. `failed` is any other code, which the text has. */
export type Said = {
  readonly status: 'ok' | 'nxdomain' | 'nodata' | 'servfail' | 'refused' | 'referral' | 'failed';
  readonly text: string;
  readonly records: readonly string[];
  /** The names from the one that was asked to the one that has the records, where it is an alias. */
  readonly chain: readonly string[];
  /** How long the answer may be kept, in seconds: the least of its records, or of the SOA where there is none (RFC 2308). */
  readonly ttl: number | null;
};

/** Reads an answer: follows the aliases in it, and tells a name that does not exist from one without such records. */
export function readAnswer(packet: DecodedPacket, asked: { readonly name: string; readonly type: RecordType }): Said {
  const { answers = [], authorities = [] } = packet;
  const rcode = (packet as DecodedPacket & { readonly rcode: string }).rcode;
  const chain = chainOf(answers, asked);
  const last = chain.at(-1) ?? asked.name;
  const own = answers.filter((one) => one.type === asked.type && normalName(one.name) === last);
  const alias = chain.length > 1 ? `is an alias of ${chain.slice(1).join(' → ')}, which ` : '';
  const shown = chain.length > 1 ? chain : [];
  const said = (status: Said['status'], text: string, ttl: number | null = null): Said => ({
    status,
    text: `${alias}${text}`,
    records: [],
    chain: shown,
    ttl,
  });
  if (rcode === 'NXDOMAIN') return said('nxdomain', 'does not exist (NXDOMAIN)', negativeTtl(authorities));
  if (rcode === 'SERVFAIL')
    return said(
      'servfail',
      'could not be resolved (SERVFAIL): the servers of the zone do not answer, or DNSSEC does not verify',
    );
  if (rcode === 'REFUSED')
    return said('refused', 'was refused an answer (REFUSED): the server does not resolve this for us');
  if (rcode !== 'NOERROR') return said('failed', `got the answer ${rcode}`);
  if (own.length > 0) {
    const ttls = answers.flatMap((one) => ('ttl' in one && typeof one.ttl === 'number' ? [one.ttl] : []));
    const records = [...new Set(own.map(renderRecord))].sort();
    return { status: 'ok', text: `${alias}is ${tellRecords(records)}`, records, chain: shown, ttl: Math.min(...ttls) };
  }
  const isReferral =
    !packet.flag_aa && authorities.some(({ type }) => type === 'NS') && !authorities.some(({ type }) => type === 'SOA');
  if (isReferral) return said('referral', 'was only referred to other servers: this one does not resolve for others');
  return said('nodata', `exists, but has no ${asked.type} record`, negativeTtl(authorities));
}

/** Records in a sentence: the first few, none longer than a line. */
export function tellRecords(records: readonly string[]): string {
  const shown = records.slice(0, 8).map((record) => (record.length > 120 ? `${record.slice(0, 119)}…` : record));
  const rest = records.length - shown.length;
  return `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

/** The aliases from the name that was asked; a loop ends where it closes. */
function chainOf(
  answers: readonly Entry[],
  asked: { readonly name: string; readonly type: RecordType },
): readonly string[] {
  const chain = [normalName(asked.name)];
  if (asked.type === 'CNAME') return chain;
  for (;;) {
    const next = answers.find((one) => one.type === 'CNAME' && normalName(one.name) === chain.at(-1));
    if (next?.type !== 'CNAME') return chain;
    const target = normalName(next.data as string);
    if (chain.includes(target)) return chain;
    chain.push(target);
  }
}

function negativeTtl(authorities: readonly Entry[]): number | null {
  const soa = authorities.find((one) => one.type === 'SOA');
  return soa?.type === 'SOA' ? Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0) : null;
}

/** A record as dig prints it, names in lower case without the dot at the end. */
function renderRecord(record: Entry): string {
  switch (record.type) {
    case 'MX':
      return `${record.data.preference ?? 0} ${normalName(record.data.exchange)}`;
    case 'SRV':
      return `${record.data.priority ?? 0} ${record.data.weight ?? 0} ${record.data.port} ${normalName(record.data.target)}`;
    case 'TXT':
      return Buffer.concat([record.data].flat().map((part) => Buffer.from(part))).toString('utf8');
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} "${record.data.value}"`;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return normalName(record.data as string);
    default:
      return 'data' in record ? String(record.data) : '';
  }
}
