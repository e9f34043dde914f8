import type { Excerpt } from '../../logs/log-store.ts';
import type { Facts, Verdict } from '../check.ts';
import type { Endpoint } from './endpoint.ts';
import { bySeriousness, type Finding } from './finding.ts';
import type { Standard } from './judge/judged.ts';
import { count, renderList, renderName, toInstant } from './render.ts';
import { renderVersion } from './versions.ts';

/** A finding of one or several endpoints; `where` names them, undefined where it is found at all of them. */
export type Found = Finding & { readonly where: string | undefined };

/** The findings of all endpoints, each once, the most serious first. */
export function gather(endpoints: readonly Endpoint[]): readonly Found[] {
  const byText = new Map<string, { readonly finding: Finding; readonly places: readonly string[] }>();
  for (const { place, findings } of endpoints) {
    for (const finding of findings) {
      const key = `${finding.id} ${finding.text}`;
      byText.set(key, { finding, places: [...(byText.get(key)?.places ?? []), place] });
    }
  }
  return [...byText.values()]
    .map(({ finding, places }) => ({
      ...finding,
      where: placesOf(finding, places, endpoints),
    }))
    .sort(bySeriousness);
}

function asOf({ isPast, now }: Standard): string {
  return isPast ? `, as of ${now.toISOString()}` : '';
}

/** No place is told twice: some texts name it themselves. */
function placesOf({ text }: Finding, places: readonly string[], endpoints: readonly Endpoint[]): string | undefined {
  if (places.length === endpoints.length || places.some((place) => text.includes(place))) return undefined;
  return renderList(places);
}

/** What was found, the most serious first and each with what to do; then what was seen, and what it was held against. */
export function toEvidence(of: {
  readonly place: string;
  readonly found: readonly Found[];
  readonly endpoints: readonly Endpoint[];
  readonly standard: Standard;
}): readonly Excerpt[] {
  const { place, found, endpoints, standard } = of;
  const isMeasured = endpoints.some(({ sent }) => sent.length > 0);
  return [
    ...found.map(({ id, text, fix, where }) => ({ source: where ?? place, text: `${id}: ${text}. Fix: ${fix}` })),
    ...groupByText({ place, endpoints, describe: describeChain }),
    ...groupByText({ place, endpoints, describe: describeHandshake }),
    ...(isMeasured ? [{ source: place, text: `held against ${standard.store.title}${asOf(standard)}` }] : []),
  ];
}

/** Addresses that do the same are told once. */
function groupByText(of: {
  readonly place: string;
  readonly endpoints: readonly Endpoint[];
  readonly describe: (endpoint: Endpoint) => readonly string[];
}): readonly Excerpt[] {
  const { place, endpoints, describe } = of;
  const groups = new Map<string, { readonly places: readonly string[]; readonly texts: readonly string[] }>();
  for (const endpoint of endpoints) {
    const texts = describe(endpoint);
    const key = texts.join('\n');
    groups.set(key, { places: [...(groups.get(key)?.places ?? []), endpoint.place], texts });
  }
  return [...groups.values()].flatMap(({ places, texts }) => {
    const source = places.length === endpoints.length ? place : renderList(places);
    return texts.map((text): Excerpt => ({ source, text }));
  });
}

function describeChain({ sent }: Endpoint): readonly string[] {
  return sent.map((each, index) => {
    const position = `certificate ${index + 1} of ${sent.length}`;
    return `${position}: ${renderName(each.subject)}; issued by ${renderName(each.issuer)}; valid until ${toInstant(each.validTo) ?? 'an unreadable date'}`;
  });
}

const askedFor: { readonly [state: string]: string } = {
  'not-wanted': 'asks for no client certificate',
  wanted: 'asks for a client certificate',
  required: 'demands a client certificate',
  accepted: 'accepts the client certificate',
  refused: 'refuses the client certificate',
};

function describeHandshake(endpoint: Endpoint): readonly string[] {
  const { presented, offered, staple, clientCertificate } = endpoint;
  if (presented === undefined && (offered === undefined || offered.length === 0)) return [];
  const parts = [
    presented === undefined ? undefined : `${renderVersion(presented.protocol)} with ${presented.cipher}`,
    presented?.alpn ? `ALPN ${presented.alpn}` : undefined,
    offered === undefined ? undefined : `offers ${offered.map(renderVersion).join(', ')}`,
    staple === undefined ? undefined : `OCSP staple: ${staple?.status ?? 'none'}`,
    clientCertificate === null ? undefined : askedFor[clientCertificate],
  ];
  return [`handshake: ${parts.filter((part) => part !== undefined).join('; ')}`];
}

/** The check's own judgement. What is merely worth knowing does not spoil a pass. */
export function toVerdict(of: {
  readonly place: string;
  readonly found: readonly Found[];
  readonly endpoints: readonly Endpoint[];
  readonly facts: Facts;
  readonly standard: Standard;
}): Verdict {
  const { place, found, facts, endpoints, standard } = of;
  const worst = found.find(({ severity }) => severity !== 'info');
  const also = [...new Set(found.map(({ id }) => id))].filter((id) => id !== worst?.id).join(', ');
  if (worst === undefined) {
    const at = endpoints.length === 1 ? '' : ` at ${count(endpoints.length, 'place')}`;
    const by = standard.store.lists.map(({ name }) => name).join(' and ');
    const isHeld = endpoints.every(({ isHeldToName }) => isHeldToName);
    const notes = `${isHeld ? '' : '; no name was given, so none was checked'}${also === '' ? '' : `; worth knowing: ${also}`}`;
    const say = `${place}: nothing wrong${at}; trusted by ${by}, valid for ${facts.days_left} more days${asOf(standard)}${notes}`;
    return { outcome: 'ok', status: 'pass', say };
  }
  const prefix = worst.where === undefined ? place : `${place} (${worst.where})`;
  const isNamed = worst.text.includes(place);
  const others = also === '' ? '' : `; also ${also}`;
  const say = `${isNamed ? '' : `${prefix}: `}${worst.text}${others}`;
  return { outcome: worst.id, status: worst.severity === 'fail' ? 'fail' : 'warn', say };
}
