import type { Excerpt } from '../../logs/log-store.ts';
import { adviceFor } from './advice.ts';
import type { Chosen } from './choose-scheme.ts';
import { renderDifference } from './difference.ts';
import { renderPlaces } from './place.ts';
import { recognise } from './recognise.ts';
import type { Form } from './search/form.ts';
import { type Explanation, limits, type Search, search, searchDigest } from './search/search.ts';
import { findCut, findGarbled } from './signature-text.ts';
import type { Case, Verification } from './verify.ts';

/** Why a signature is not right: the kinds of mistakes, the sentence, and the lines that show it. No cause: none is known. */
export type Diagnosis = {
  readonly causes: readonly string[];
  readonly words: string;
  readonly evidence: readonly Excerpt[];
  readonly tried: number;
};

/** What a diagnosis is made of: the request as a case, what verifying said, its name in messages, and secrets not in use. */
export type Doubt = {
  readonly of: Case;
  readonly chosen: Chosen;
  readonly name: string;
  readonly others: readonly string[];
  readonly verification: Verification;
};

/** Says why a request carries no signature that can be verified, and where the signature went if it is there. */
export function diagnoseMissing({ of, chosen, name, others }: Omit<Doubt, 'verification'>): Diagnosis {
  const { request, reading } = of;
  const { cause, words } = reading.complaint ?? { cause: 'header-missing', words: '' };
  const isLost = /^(?:header-|wrong-version)/.test(cause) && !words.includes('has a space before');
  const found = isLost ? search(of, undefined, others) : undefined;
  if (found?.found !== undefined) {
    const { mistakes, body } = found.found;
    const causes = [...new Set(mistakes.map((one) => one.cause))].sort(
      (a, b) => Number(b.startsWith('header')) - Number(a.startsWith('header')),
    );
    const told = mistakes.map((one) => one.words).join('; and ');
    return { causes, words: `${words}; ${told}`, evidence: explain(of, name, { mistakes, body }), tried: found.tried };
  }
  const other = isLost ? recognise(request) : undefined;
  const isOther = other !== undefined && other.name !== chosen.name && !sharesHeader(chosen, other.by);
  const hint = isOther ? `; it is signed as ${other.name} does, by ${other.by}` : '';
  const advice = isOther ? `check it with scheme ${other.name}` : adviceFor(cause);
  return {
    causes: [isOther ? 'other-scheme' : cause],
    words: words + hint,
    evidence: advice === undefined ? [] : [{ source: name, text: `what to do: ${advice}` }],
    tried: found?.tried ?? 0,
  };
}

/** Says why a signature does not match, by looking for what was signed in place of what should have been. */
export function diagnoseInvalid(doubt: Doubt): Diagnosis {
  const { of, name, others, verification } = doubt;
  const { request } = of;
  if (verification.wrongDigest !== undefined) return diagnoseDigest(doubt);
  if (request.body.length > limits.bodyBytes) {
    const text = `the body has ${request.body.length} bytes: causes are looked for in bodies up to 1 MiB`;
    return {
      causes: [],
      words: 'does not match this body and secret',
      evidence: [{ source: name, text }],
      tried: 0,
    };
  }
  const found = search(of, verification.failed, others);
  if (found.found !== undefined) return told(of, name, found, found.found);
  const cut = findCut(of, verification.failed);
  if (cut !== undefined) return { ...cut, evidence: withAdvice(name, cut.causes), tried: found.tried };
  const garbled = findGarbled(of, verification.failed);
  if (garbled !== undefined) return { ...garbled, evidence: withAdvice(name, garbled.causes), tried: found.tried };
  return {
    causes: [],
    words:
      'does not match this body and secret, and no mistake that causebook knows explains it: most likely it was made with another secret, or the body was changed',
    evidence: ruledOut(name, found),
    tried: found.tried,
  };
}

function diagnoseDigest({ of, name, verification }: Doubt): Diagnosis {
  const place = verification.wrongDigest?.place ?? '';
  const head = `the signature itself is right, but the body is not the one of ${place}`;
  const found = searchDigest(of);
  if (found.found !== undefined) {
    const one = told(of, name, found, found.found);
    return { ...one, words: `${head}: ${one.words}` };
  }
  const words = `${head}: the body was changed after it was signed, in a way that causebook does not know`;
  return { causes: ['body-changed'], words, evidence: ruledOut(name, found), tried: found.tried };
}

function told(of: Case, name: string, { tried }: Search, found: Explanation): Diagnosis {
  const causes = [...new Set(found.mistakes.map(({ cause }) => cause))];
  const words = found.mistakes.map((one) => one.words);
  const joined = words.length > 1 ? `${words.length} mistakes at once: ${words.join('; and ')}` : (words[0] ?? '');
  return { causes, words: joined, evidence: explain(of, name, found), tried };
}

function explain(of: Case, name: string, found: Explanation): readonly Excerpt[] {
  const { request } = of;
  const isBody = found.mistakes.some(({ cause }: Form<unknown>) => cause.startsWith('body-'));
  const difference = isBody
    ? [renderDifference({ source: name, bodyLine: request.bodyLine, yours: request.body, signed: found.body })]
    : [];
  return [
    ...difference,
    ...withAdvice(
      name,
      found.mistakes.map(({ cause }) => cause),
    ),
  ];
}

function withAdvice(name: string, causes: readonly string[]): readonly Excerpt[] {
  const advice = [...new Set(causes.flatMap((cause) => adviceFor(cause) ?? []))];
  return advice.map((text) => ({ source: name, text: `what to do: ${text}` }));
}

const parts: { readonly [part: string]: string } = {
  body: 'of the body (parsers, spaces, escapes, line ends, character sets, compression, base64, forms, envelopes)',
  secret: 'of the secret (white space, quotes, prefix, decoding)',
  timestamp: 'of the timestamp (unit, other fields)',
  called: 'of URL and method (scheme, host, port, slash, query)',
  way: 'of the algorithm',
  template: 'of what is joined',
};

function ruledOut(name: string, { forms, tried }: Search): readonly Excerpt[] {
  const lines = Object.entries(forms)
    .filter(([, count]) => count > 1)
    .map(([part, count]) => `${count - 1} other forms ${parts[part]}`);
  const text =
    lines.length === 0
      ? 'ruled out: nothing, there was nothing to vary'
      : `ruled out, ${tried} combinations: ${lines.join('; ')}`;
  return [{ source: name, text }];
}

function sharesHeader(chosen: Chosen, by: string): boolean {
  return chosen.scheme.header.some((place) => by.endsWith(renderPlaces([place]).replace(/^the /, '')));
}
