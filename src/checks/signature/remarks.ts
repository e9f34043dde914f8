import type { Verdict } from '../check.ts';
import { adviceFor } from './advice.ts';
import { fingerprint } from './fingerprint.ts';
import type { Age } from './judge-age.ts';
import { remarksOn } from './key.ts';
import type { SignedRequest } from './request.ts';
import type { Case } from './verify.ts';

/** What helps to go on: fingerprints and what is odd about the secret where no cause is known, and what the verdict rests on. */
export function remarksOnResult(result: {
  readonly of: Case;
  readonly verdict: Verdict;
  readonly causes: readonly string[];
  readonly age: Age;
  readonly when: string;
  readonly isUrlGiven: boolean;
}): readonly string[] {
  const { of, verdict, causes, age, when, isUrlGiven } = result;
  const { scheme, reading, request, url } = of;
  const covers = reading.claims.some(({ message }) => message?.components.some(({ name }) => /-digest$/.test(name)));
  return [
    ...(verdict.outcome === 'valid' && scheme.separator !== null && reading.values.length > 1
      ? [
          `${reading.values.length} headers ${scheme.header[0]} are there, joined to one list as servers do: let one place set it`,
        ]
      : []),
    ...(verdict.outcome === 'outside-tolerance' || verdict.status === 'warn' ? onAge(age, when) : []),
    ...(verdict.outcome === 'invalid' && causes.length === 0 ? [...onSecrets(of), ...lossesIn(request)] : []),
    ...(scheme.template === '{base}' && verdict.outcome !== 'no-signature' && !covers
      ? ['the signature does not cover the body: it has no content-digest among its components']
      : []),
    ...(verdict.outcome !== 'no-signature' && !/\{(?:body|crc32|params|base|sns)/.test(scheme.template)
      ? ['the signature covers the timestamp and the token only: it does not tell whether the event was changed']
      : []),
    ...(verdict.status !== 'pass' && scheme.template.includes('{url}') && !isUrlGiven && !isAbsolute(request)
      ? [`the URL was put together from the request as ${url}; give url where the sender calls another`]
      : []),
  ];
}

function isAbsolute({ target }: SignedRequest): boolean {
  return /^https?:/i.test(target ?? '');
}

function onAge(age: Age, when: string): readonly string[] {
  const advice = age.cause === null ? undefined : adviceFor(age.cause);
  return [
    ...(when === 'now' && age.cause === 'too-old'
      ? ['its age is judged against now: for a request that was saved, give the time it arrived as received_at']
      : []),
    ...(advice === undefined ? [] : [`what to do: ${advice}`]),
  ];
}

function onSecrets({ secrets, scheme }: Case): readonly string[] {
  const what = scheme.key === 'public' ? 'the key' : 'the secret';
  return [
    ...secrets.flatMap((secret) => [
      `fingerprint of ${what} in use: ${fingerprint(secret)}`,
      ...remarksOn(secret, scheme.secretPrefix).map((remark) => `look at the secret: ${remark}`),
    ]),
    'the other side gets its own with: printf %s "$SECRET" | sha256sum | cut -c1-6; the two must be equal',
  ];
}

/** Signs that a body has lost what no search brings back. */
function lossesIn({ body, headers }: SignedRequest): readonly string[] {
  const text = body.toString('utf8');
  const isJson = headers.some(({ name, value }) => name === 'content-type' && /json/i.test(value));
  const signs = [
    [body.length === 0, 'the body is empty: was it saved after something had read it?'],
    [text === '[object Object]', 'the body is the text "[object Object]": an object was turned into text'],
    [text.includes('\ufffd'), 'the body holds replacement characters: bytes were lost when it was read as text'],
    [/^\s*\{'/.test(text), "the body is a Python dict as text ({'a': …}), not what was sent"],
    [isJson && body.length > 0 && !/^\s*["[{\dtfn-]/.test(text), 'Content-Type says JSON, and the body is none'],
  ] as const;
  return signs.filter(([is]) => is).map(([, words]) => `look at the body: ${words}`);
}
