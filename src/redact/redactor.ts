import { getBuiltinModule } from 'node:process';
import { findCards } from './cards.ts';
import { type Finder, type Found, matchesOf, mergeFound } from './found.ts';
import { isHarmless } from './harmless.ts';
import { createKeyLineHider } from './key-line.ts';
import { hideKeyLines } from './key-lines.ts';
import { findKnownSecrets } from './known-secrets.ts';
import { findNamedValues } from './named-values.ts';
import { defaultPolicy, findOwn, profileFinders, type RedactionPolicy } from './policy.ts';
import { findPrivateKeys } from './private-keys.ts';
import { redactDeep } from './redact-deep.ts';
import { isPersonalName, isSecretName, normalise } from './secret-name.ts';
import { secretShapes } from './secret-shapes.ts';
import { tokenPattern } from './token-kinds.ts';

/** Takes secrets and personal data out of text and of whole values, and counts by rule what it took. */
export type Redactor = {
  readonly text: (text: string) => string;
  readonly value: <T>(value: T) => T;
  /** As `value`, for what has to stay usable: nothing is taken out but what would be whatever the profiles say. */
  readonly secretsOnly: <T>(value: T) => T;
  /** Hides the lines of a private key in lines of one log that come one by one; `text` does the rest. */
  readonly keyLines: () => (line: string) => string;
  readonly counts: () => RedactionCounts;
  /** The same rules and tokens, counted anew. */
  readonly afresh: () => Redactor;
};

/** How often each rule struck. */
export type RedactionCounts = { readonly [rule: string]: number };

/**
 * Creates a redactor for one incident. `secrets` are values known to be secret: they go wherever they stand, in whatever spelling. What
 * looks like a credential goes too, what stands under the name of one, card numbers, and what `policy` says. Each becomes a token keyed by
 * `key`, so that the same value stays recognisable inside the incident and nowhere else: `[secret:3f9a1c]`, `[email:0c8926]`.
 */
export function createRedactor(options: {
  readonly key: string;
  readonly secrets: readonly string[];
  readonly policy?: RedactionPolicy;
}): Redactor {
  const { key, secrets, policy = defaultPolicy } = options;
  const strict = { ...policy, profiles: [] };
  const findKnown = findKnownSecrets(secrets);
  return toRedactor({ key, full: createRules(policy, findKnown), strict: createRules(strict, findKnown) });
}

/** What one policy finds, and what it says of names. */
type Rules = {
  readonly finders: readonly Finder[];
  readonly tokens: RegExp;
  readonly kindOf: (name: string) => { readonly rule: string; readonly kind: string } | undefined;
};

function createRules(policy: RedactionPolicy, findKnown: Finder): Rules {
  const hasPersonal = policy.profiles.includes('personal');
  const ownFields = new Map(policy.rules.flatMap(({ id, fields = [] }) => fields.map((name) => [normalise(name), id])));
  // Where two find the same, the first names it.
  const finders: readonly Finder[] = [
    findKnown,
    findPrivateKeys,
    ...secretShapes,
    findNamedValues({ personal: hasPersonal, own: ownFields }),
    findOwn(policy.rules),
    findCards,
    ...profileFinders(policy),
  ];
  const tokens = tokenPattern(policy.rules.map(({ id }) => id));
  return {
    finders,
    tokens,
    kindOf: (name) => {
      const own = ownFields.get(normalise(name));
      if (own !== undefined) return { rule: own, kind: own };
      if (isSecretName(name)) return { rule: 'named secret', kind: 'secret' };
      return hasPersonal && isPersonalName(name) ? { rule: 'personal field', kind: 'personal' } : undefined;
    },
  };
}

function toRedactor(of: { readonly key: string; readonly full: Rules; readonly strict: Rules }): Redactor {
  const counts: { [rule: string]: number } = {};
  // A text often has one value many times over.
  const hashes = new Map<string, string>();
  const hashOf = (value: string): string => {
    const known = hashes.get(value);
    if (known !== undefined) return known;
    const hash = loadCrypto().createHmac('sha256', of.key).update(value).digest('hex').slice(0, 6);
    if (hashes.size < 10_000) hashes.set(value, hash);
    return hash;
  };
  const token = ({ rule, kind, value = '', shown }: Omit<Found, 'start' | 'end'>) => {
    counts[rule] = (counts[rule] ?? 0) + 1;
    return `[${kind}:${shown ?? hashOf(value)}]`;
  };
  const redactText = ({ finders, tokens }: Rules, given: string): string => {
    const found: Found[] = [];
    for (const find of finders) for (const one of find(given)) found.push(one);
    if (found.length === 0) return given;
    const kept = Array.from(matchesOf(tokens, given), ({ index, 0: one }) => ({
      start: index,
      end: index + one.length,
    }));
    let done = '';
    let at = 0;
    for (const one of mergeFound(found, { text: given, kept })) {
      done += given.slice(at, one.start) + token(one);
      at = one.end;
    }
    return done + given.slice(at);
  };
  const keyLine = (one: string) => token({ rule: 'private key', kind: 'secret', value: one });
  const redactValue = <T>(rules: Rules, given: T): T => {
    const text = (one: string) => redactText(rules, one);
    // The rows of a table have the same names: each is looked at once, and again only where something is taken out of it.
    const plain = new Set<string>();
    const name = (one: string) => {
      const done = plain.has(one) ? one : text(one);
      if (done === one) plain.add(one);
      return done;
    };
    const kinds = new Map<string, ReturnType<Rules['kindOf']>>();
    const named = (name: string) => {
      if (!kinds.has(name)) kinds.set(name, rules.kindOf(name));
      const kind = kinds.get(name);
      if (kind === undefined) return undefined;
      return (one: string) => {
        const done = text(one);
        return done !== one || isHarmless(one) ? done : token({ ...kind, value: one });
      };
    };
    return redactDeep(hideKeyLines(given, keyLine), { text, name, named }) as T;
  };
  return {
    text: (given) => redactText(of.full, given),
    value: (given) => redactValue(of.full, given),
    secretsOnly: (given) => redactValue(of.strict, given),
    keyLines: () => createKeyLineHider(keyLine),
    counts: () => ({ ...counts }),
    afresh: () => toRedactor(of),
  };
}

// Loaded when a secret is found: most answers hold none, and do not wait for it.
function loadCrypto(): typeof import('node:crypto') {
  return getBuiltinModule('node:crypto');
}
