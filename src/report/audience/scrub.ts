import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { escapeRegex } from '../../logs/escape-regex.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { LoadedRunbook } from '../../runbook/load.ts';
import type { Party, Runbook } from '../../runbook/schema.ts';
import type { Report } from '../report.ts';
import { filesOfOthers } from '../sources.ts';

/** Takes out of every text of a value what names our insides, and tells in sentences what it put in their place. */
export type Scrubber = { readonly value: <T>(value: T) => T; readonly rules: () => readonly string[] };

/** `replace` gets what a rule found: its first group where it has one. */
type Rule = { readonly pattern: RegExp; readonly replace: (found: string) => string; readonly told?: string };

/** Creates the scrubber for one reader. `key` keys what stands for customers, so that the same one stays comparable in one incident. */
export function createScrubber(of: {
  readonly report: Report;
  readonly party: Party;
  readonly runbook: LoadedRunbook;
  readonly key: string;
}): Scrubber {
  const rules = rulesOf(of);
  const struck = new Set<string>();
  const text = (given: string): string =>
    rules.reduce(
      (done, { pattern, replace, told }) =>
        done.replace(pattern, (whole: string, ...groups: unknown[]) => {
          const found = groups
            .slice(
              0,
              groups.findIndex((one) => typeof one === 'number'),
            )
            .find((one) => one !== undefined);
          const name = typeof found === 'string' ? found : whole;
          const put = replace(name);
          if (told !== undefined && put !== name) struck.add(told);
          return whole.replace(name, () => put);
        }),
      given,
    );
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, value(inner)]));
  };
  return { value: <T>(given: T) => value(given) as T, rules: () => [...struck].sort() };
}

function rulesOf({ report, party, runbook, key }: Parameters<typeof createScrubber>[0]): readonly Rule[] {
  const { header } = report;
  const { parties, sources, inputs } = runbook.runbook;
  const isOthers = filesOfOthers(sources, party.id);
  const inputOf = (id: string) => header.inputs.find((one) => one.id === id)?.value;
  const given = (type: 'url' | 'path') => inputs.flatMap((one) => (one.type === type ? (inputOf(one.id) ?? []) : []));
  const token = (customer: string) =>
    `[customer:${createHmac('sha256', key).update(customer).digest('hex').slice(0, 6)}]`;
  const hosts = [...given('url'), ...header.testTargets.map(({ url }) => url), ...storesOf(sources)].flatMap(hostOf);
  return [
    ...literal([...given('path'), header.evidence ?? ''], '[path]'),
    ...customersOf(inputs).flatMap(({ id, extract }) =>
      [
        either((inputOf(id) ?? '').split(', ')),
        ...(extract === undefined ? [] : [new RegExp(parseRegex(extract), 'g')]),
      ].map((pattern) => ({ pattern, replace: token, told: customersTold })),
    ),
    ...literal(namesOf(report, parties), '[name]'),
    ...literal(
      [header.runbook.owner, ...parties.flatMap(({ id, contact }) => (id === party.id ? [] : (contact ?? [])))],
      '[contact]',
    ),
    ...literal(hosts, '[host]'),
    { pattern: roots, replace: () => '[path]' },
    { pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, replace: () => '[e-mail]' },
    { pattern: /(?<![\w.])\+\d(?:[ -]?\d){7,14}(?![\w.])/g, replace: () => '[phone]' },
    { pattern: innerHost, replace: () => '[host]' },
    { pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g, replace: () => '[address]' },
    { pattern: /(?<![\w:])[0-9a-f:]{2,39}(?![\w:])/gi, replace: (found) => (isIPv6(found) ? '[address]' : found) },
    {
      pattern: /(?<![\w/])[\w-][\w./-]{0,200}\.[\w.-]{1,60}/g,
      replace: (found) => (isOthers(found.replace(/\.$/, '')) ? '[file]' : found),
    },
  ];
}

const customersTold =
  'ids of customers: each is written as [customer:…], the same for the same customer in this incident';

/** Where programs, people and settings lie on a machine; the route of a request is none. */
const roots =
  /(?<![\w.:/])(?:~|\/(?:home|root|tmp|var|etc|opt|srv|usr|mnt|media|run|data|private|Users|Volumes|app|work|workspace|proc|dev))\/[^\s"'`,;:)\]]+|\b[A-Z]:\\[^\s"'`,;)\]]+/g;

/** Names that are known inside a house only (RFC 6762, RFC 8375, and what people use). */
const innerHost =
  /(?<![\w.-])(?:localhost|(?:[\w-]{1,63}\.){1,8}(?:internal|local|localdomain|lan|corp|intra|intranet|private|svc|arpa))(?::\d{1,5})?(?![\w-])/gi;

/** The inputs that are a person who buys or signs up. */
function customersOf(inputs: Runbook['inputs']): Runbook['inputs'] {
  return inputs.filter(
    ({ id, secret }) =>
      !secret && /(?:customer|client_id|subscriber|policyholder|member|patient|person|user|msisdn)/.test(id),
  );
}

/** Whoever is named as having said something, unless that is a party. */
function namesOf({ steps, appliedFixes }: Report, parties: readonly Party[]): readonly string[] {
  const known = new Set(parties.flatMap(({ id, name }) => [id, name]));
  const readings = appliedFixes.flatMap(({ verified }) => verified.flatMap(({ before, after }) => [before, after]));
  const sayers = [...steps, ...appliedFixes, ...readings].flatMap((one) => one?.by ?? []);
  const said = [...new Set(sayers.filter((by) => !known.has(by)))];
  const ours = new Set(parties.flatMap(({ name }) => name.split(/\W+/)));
  const words = said.flatMap((by) => by.split(/[^\p{L}'-]+/u)).filter((word) => /^\p{Lu}[\p{L}'-]{2,}$/u.test(word));
  return [...said, ...words.filter((word) => !ours.has(word))];
}

function storesOf(sources: Runbook['sources']): readonly string[] {
  const urls: string[] = [];
  const visit = (given: unknown): void => {
    if (typeof given === 'string' && /^[a-z]{2,12}:\/\//i.test(given)) urls.push(given);
    else if (typeof given === 'object' && given !== null) Object.values(given).forEach(visit);
  };
  for (const { log, metrics, database } of sources) visit([log, metrics, database]);
  return urls;
}

function hostOf(url: string): readonly string[] {
  try {
    const { host, hostname } = new URL(url);
    return [host, hostname].filter((name) => name !== '');
  } catch {
    return [];
  }
}

/** The longest first: what holds another goes whole. */
function literal(texts: readonly string[], put: string): readonly Rule[] {
  const known = [...new Set(texts)].filter((text) => text.trim().length >= 2).sort((a, b) => b.length - a.length);
  return known.length === 0 ? [] : [{ pattern: either(known), replace: () => put }];
}

/** Any of these texts, where it is no part of a longer word. */
function either(texts: readonly string[]): RegExp {
  const parts = texts.filter((text) => text !== '').map(escapeRegex);
  return parts.length === 0 ? /(?!)/g : new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
}
