import { type Finder, type Found, findPattern, matchesOf } from './found.ts';
import { personalShapes } from './personal.ts';

/**
 * What is hidden beyond secrets and card numbers, which always are. `personal`: e-mail addresses, phone numbers, IBANs and fields that say
 * who somebody is; `network`: IP addresses; `headers`: the values of HTTP headers, but for a few that identify nobody.
 */
export const profiles = ['personal', 'network', 'headers'] as const;
export type Profile = (typeof profiles)[number];

/** A rule of a runbook: what a pattern matches (its groups, or the whole where it has none), or the values of some names. */
export type OwnRule = { readonly id: string } & (
  | { readonly pattern: RegExp; readonly fields?: undefined }
  | { readonly fields: readonly string[]; readonly pattern?: undefined }
);

export type RedactionPolicy = { readonly profiles: readonly Profile[]; readonly rules: readonly OwnRule[] };

/** What holds where nobody says otherwise. */
export const defaultPolicy: RedactionPolicy = { profiles: ['personal'], rules: [] };

/** The finders of a policy's profiles. */
export function profileFinders(policy: RedactionPolicy): readonly Finder[] {
  return policy.profiles.flatMap((profile) => finders[profile]);
}

const finders: { readonly [profile in Profile]: readonly Finder[] } = {
  personal: personalShapes,
  network: [
    findPattern({
      rule: 'IP address',
      kind: 'ip',
      weak: true,
      pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g,
    }),
    findPattern({
      rule: 'IP address',
      kind: 'ip',
      weak: true,
      pattern:
        /(?<![\w:.])(?=[0-9A-Fa-f:]{3,39}(?![\w:]))(?:[0-9A-Fa-f]{1,4}:){1,7}(?::|[0-9A-Fa-f]{1,4})(?::?[0-9A-Fa-f]{1,4}){0,6}(?![\w:])/g,
      isMeant: (address) => address.includes('::') || address.split(':').length === 8,
    }),
  ],
  headers: [findHeaders],
};

/** Headers that tell what happened and not who somebody is. */
const harmlessHeaders =
  /^(?:content-(?:type|length|encoding)|date|user-agent|x-request-id|x-correlation-id|traceparent|retry-after|webhook-(?:id|timestamp)|idempotency-key|accept|connection|transfer-encoding|server|via|age|vary)$/i;

/** As curl -v and a raw message show them, and as an object or a list of `headers` in JSON. */
function findHeaders(text: string): readonly Found[] {
  const found: Found[] = [];
  const add = (name: string, value: string, end: number) => {
    if (!harmlessHeaders.test(name) && value !== '')
      found.push({ rule: 'header', kind: 'header', start: end - value.length, end, value, weak: true });
  };
  for (const match of text.matchAll(/(?:^|\n|\\n|-H ["']?)[<>]? ?([A-Za-z][A-Za-z0-9-]{1,60}): ([^\r\n"'\\]{1,4000})/g))
    add(match[1] ?? '', match[2] ?? '', match.index + match[0].length);
  for (const object of text.matchAll(/headers\\{0,4}"\s{0,3}:\s{0,3}\{([^{}]{0,8000})\}/gi)) {
    const from = object.index + object[0].length - 1 - (object[1] ?? '').length;
    for (const pair of (object[1] ?? '').matchAll(/"([\w-]{1,60})\\{0,4}"\s{0,3}:\s{0,3}\\{0,4}"((?:[^"\\]|\\[^"])*)/g))
      add(pair[1] ?? '', pair[2] ?? '', from + pair.index + pair[0].length);
  }
  return found;
}

/** The finder of a runbook's own patterns. */
export function findOwn(rules: readonly OwnRule[]): Finder {
  const patterns = rules.flatMap(({ id, pattern }) =>
    pattern === undefined ? [] : [{ id, pattern: new RegExp(pattern.source, 'g') }],
  );
  return (text) =>
    patterns.flatMap(({ id, pattern }) =>
      Array.from(matchesOf(pattern, text)).flatMap((match): readonly Found[] => {
        const groups = match.slice(1).filter((group) => group !== undefined && group !== '');
        // Patterns of a person run on an engine that does not tell where a group lies: all that reads like it goes.
        return (groups.length === 0 ? [match[0]] : groups).flatMap((value) => {
          const start = match.index + match[0].indexOf(value);
          const end = match.index + match[0].lastIndexOf(value) + value.length;
          return value === '' ? [] : [{ rule: id, kind: id, start, end, value }];
        });
      }),
    );
}
