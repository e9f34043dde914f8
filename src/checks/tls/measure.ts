import { CheckProblem } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import type { Facts, Measurement, Verdict } from '../check.ts';
import { type Endpoint, toEndpointFacts } from './endpoint.ts';
import { bySeriousness, type Finding } from './finding.ts';
import type { Standard } from './judge/chain.ts';
import { renderName } from './render.ts';

/**
 * The facts of a TLS check and their CEL types; `dyn` ones are null where there was nothing to measure. `findings`, `details` and `fixes`
 * are those of all endpoints, `days_left` and `not_after` those of the certificate that ends first; the others are those of the endpoint
 * with the most serious finding. `endpoints` has them all, one by one; `differs` names the facts in which they are not alike.
 */
export const tlsFacts = {
  findings: 'list<string>',
  details: 'list<string>',
  fixes: 'list<string>',
  failure: 'dyn',
  failure_text: 'dyn',
  days_left: 'dyn',
  subject: 'dyn',
  issuer: 'dyn',
  names: 'list<string>',
  not_before: 'dyn',
  not_after: 'dyn',
  fingerprint: 'dyn',
  protocol: 'dyn',
  cipher: 'dyn',
  alpn: 'dyn',
  protocols: 'list<string>',
  chain: 'list<string>',
  trusted: 'dyn',
  trusted_by: 'list<string>',
  trust_store: 'string',
  staple: 'dyn',
  client_certificate: 'dyn',
  client_authorities: 'list<string>',
  without_sni: 'dyn',
  key_matches: 'dyn',
  addresses: 'list<string>',
  differs: 'list<string>',
  endpoints: 'list<dyn>',
} as const;

/** Puts the endpoints together. Throws a `CheckProblem` when none of them could be looked at. */
export function measure(of: {
  readonly place: string;
  readonly endpoints: readonly Endpoint[];
  readonly standard: Standard;
}): Omit<Measurement, 'command'> {
  const { place, standard } = of;
  const [first] = of.endpoints;
  const endpoints = [...of.endpoints].sort((a, b) => bySeriousness(a.findings[0] ?? none, b.findings[0] ?? none));
  const looked = endpoints.filter(({ problem }) => problem === undefined);
  const [worst] = looked;
  if (worst === undefined)
    throw new CheckProblem({ status: 'error', message: first?.problem ?? `${place} has nothing to look at` });
  const all = of.endpoints.map((each) => toEndpointFacts(each, standard));
  const found = gather(of.endpoints);
  const ending = all
    .filter(({ days_left }) => days_left !== null)
    .sort((a, b) => Number(a.days_left) - Number(b.days_left))[0];
  const { place: _place, address: _address, servername: _servername, ...own } = toEndpointFacts(worst, standard);
  const facts: Facts = {
    ...own,
    findings: [...new Set(found.map(({ id }) => id))],
    details: found.map(({ text }) => text),
    fixes: found.map(({ fix }) => fix),
    days_left: ending?.days_left ?? null,
    not_after: ending?.not_after ?? null,
    trust_store: standard.store.title,
    addresses: [...new Set(of.endpoints.flatMap((each) => each.address ?? []))],
    differs: compared.filter(
      (name) =>
        new Set(
          all
            .filter((_each, index) => of.endpoints[index]?.problem === undefined)
            .map((each) => JSON.stringify(each[name])),
        ).size > 1,
    ),
    endpoints: all,
  };
  return {
    facts,
    evidence: toEvidence({ place, found, endpoints: of.endpoints, trust: standard.store.title }),
    verdict: toVerdict({ place, found, endpoints: of.endpoints, facts, standard }),
  };
}

const none: Finding = { id: 'not-tried', severity: 'info', text: '', fix: '' };

/** What should be the same at every address of a name. */
const compared = ['fingerprint', 'chain', 'findings', 'failure', 'protocols', 'client_certificate'] as const;

type Found = Finding & { readonly places: readonly string[] };

/** The findings of all endpoints, each once; one that is not found everywhere says where. */
function gather(endpoints: readonly Endpoint[]): readonly Found[] {
  const byText = new Map<string, Found>();
  for (const { place, findings } of endpoints) {
    for (const finding of findings) {
      const key = `${finding.id} ${finding.text}`;
      byText.set(key, { ...finding, places: [...(byText.get(key)?.places ?? []), place] });
    }
  }
  return [...byText.values()].sort(bySeriousness).map((each) => {
    const isEverywhere =
      each.places.length === endpoints.length || each.places.some((place) => each.text.includes(place));
    return isEverywhere ? each : { ...each, text: `${each.text} (at ${each.places.join(', ')})` };
  });
}

function toEvidence(of: {
  readonly place: string;
  readonly found: readonly Found[];
  readonly endpoints: readonly Endpoint[];
  readonly trust: string;
}): readonly Excerpt[] {
  const { place, found, endpoints, trust } = of;
  return [
    ...found.map(({ id, text, fix }) => ({ source: place, text: `${id}: ${text}. Fix: ${fix}` })),
    ...groupByChain(endpoints).flatMap(({ places, sent }) =>
      sent.map((each, index) => ({
        source: places,
        text: `certificate ${index + 1} of ${sent.length}: ${renderName(each.subject)}; issued by ${renderName(each.issuer)}; valid until ${new Date(each.validTo).toISOString()}`,
      })),
    ),
    ...(endpoints.some(({ sent }) => sent.length > 0) ? [{ source: place, text: `held against ${trust}` }] : []),
  ];
}

/** Addresses that send the same are told once. */
function groupByChain(endpoints: readonly Endpoint[]) {
  const groups = new Map<string, { readonly places: string; readonly sent: Endpoint['sent'] }>();
  for (const { place, sent } of endpoints) {
    const key = sent.map(({ fingerprint256 }) => fingerprint256).join();
    const before = groups.get(key);
    groups.set(key, { places: before === undefined ? place : `${before.places}, ${place}`, sent });
  }
  return [...groups.values()];
}

function toVerdict(of: {
  readonly place: string;
  readonly found: readonly Found[];
  readonly endpoints: readonly Endpoint[];
  readonly facts: Facts;
  readonly standard: Standard;
}): Verdict {
  const { place, found, facts, endpoints, standard } = of;
  const worst = found.find(({ severity }) => severity !== 'info');
  const also = [...new Set(found.map(({ id }) => id))].filter((id) => id !== worst?.id);
  if (worst === undefined) {
    const what = endpoints.length === 1 ? '' : ` at ${endpoints.length} places`;
    const by = standard.store.lists.map(({ name }) => name).join(' and ');
    const notes = also.length === 0 ? '' : `; worth knowing: ${also.join(', ')}`;
    const say = `${place}: nothing wrong${what}; trusted by ${by}, valid for ${facts.days_left} more days${notes}`;
    return { outcome: 'ok', status: 'pass', say };
  }
  const others = also.length === 0 ? '' : `; also ${also.join(', ')}`;
  const status = worst.severity === 'fail' ? 'fail' : 'warn';
  const prefix = worst.text.includes(place) ? '' : `${place}: `;
  return { outcome: worst.id, status, say: `${prefix}${worst.text}${others}` };
}
