import type { Found } from './found.ts';
import { isHarmless } from './harmless.ts';
import { wordStart } from './word-start.ts';

/**
 * Finds the keys of services by how each begins. Where one may begin is looked up by three letters at a time, many times faster than a pattern
 * of so many beginnings is tried at every place.
 */
export function findVendorKeys(text: string): readonly Found[] {
  const found: Found[] = [];
  let first = text.charCodeAt(0);
  let second = text.charCodeAt(1);
  for (let at = 0; at < text.length - 2; at += 1) {
    const third = text.charCodeAt(at + 2);
    if (beginnings[slotOf(first, second, third)] === 1) {
      whole.lastIndex = at;
      const [value] = whole.exec(text) ?? [];
      if (value !== undefined) {
        if (!isHarmless(value))
          found.push({ rule: 'vendor key', kind: 'secret', start: at, end: at + value.length, value });
        // On behind it.
        at += value.length - 1;
        first = text.charCodeAt(at + 1);
        second = text.charCodeAt(at + 2);
        continue;
      }
    }
    first = second;
    second = third;
  }
  return found;
}

/** What keys look like, from the services' own documents and secret-scanning pages: how they begin, and what follows. */
const keys: readonly { readonly begin: string; readonly rest: string }[] = [
  { begin: 'whsec whsk sk_live sk_test rk_live rk_test sk_prod sk_sandbox', rest: '(?:_|%5F)[A-Za-z0-9+/_=-]{8,}' },
  { begin: 'ghp_ gho_ ghu_ ghs_ ghr_', rest: '[A-Za-z0-9]{16,}' },
  { begin: 'github_pat_', rest: '[A-Za-z0-9_]{16,}' },
  {
    begin: 'glpat- gldt- glrt- glptt- glcbt- glsoat- glft- glimt- glagent- glrtr- glffct- gloas-',
    rest: '[A-Za-z0-9_.-]{12,}',
  },
  { begin: 'GR1348941', rest: '[A-Za-z0-9_-]{16,}' },
  { begin: 'xoxa xoxb xoxc xoxe xoxo xoxp xoxr xoxs', rest: '[.-][A-Za-z0-9-]{10,}' },
  { begin: 'xapp-', rest: '[0-9]-[A-Za-z0-9-]{10,}' },
  { begin: 'AKIA ASIA ABIA ACCA', rest: '[A-Z0-9]{16}(?![A-Za-z0-9])' },
  { begin: 'AIza 1//0', rest: '[A-Za-z0-9_-]{30,}' },
  { begin: 'ya29. GOCSPX- NRII-', rest: '[A-Za-z0-9_-]{16,}' },
  { begin: 'npm_ r8_ ntn_ phx_', rest: '[A-Za-z0-9]{30,}' },
  { begin: 'pypi- pplx- fo1_', rest: '[A-Za-z0-9_-]{40,}' },
  { begin: 'rubygems_', rest: '[a-f0-9]{40,}' },
  { begin: 'dckr_pat_ dckr_oat_ sk- hvs. hvb. hvr. figd_ CFPAT- sq0atp- sq0csp- sq0idp-', rest: '[A-Za-z0-9_-]{20,}' },
  { begin: 'SG.', rest: '[A-Za-z0-9_-]{12,}(?:\\.[A-Za-z0-9_-]{12,})?' },
  { begin: 'SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf', rest: '[0-9a-f]{31}(?![A-Za-z0-9])' },
  { begin: 'key-', rest: '[0-9a-z]{32}(?![A-Za-z0-9])' },
  { begin: 'xkeysib-', rest: '[a-f0-9]{40,}[A-Za-z0-9-]*' },
  { begin: 're_', rest: '[A-Za-z0-9]{6,}_[A-Za-z0-9]{16,}' },
  { begin: 'hf_', rest: '[A-Za-z]{30,}' },
  { begin: 'gsk_ secret_', rest: '[A-Za-z0-9]{40,}' },
  { begin: 'dop_v1_ doo_v1_ dor_v1_', rest: '[a-f0-9]{40,}' },
  { begin: 'shpat_ shpca_ shppa_ shpss_ shpua_', rest: '[a-fA-F0-9]{20,}' },
  { begin: 'EAAA', rest: '[A-Za-z0-9_-]{56,}' },
  { begin: 'dapi', rest: '[a-f0-9]{32}' },
  { begin: 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.', rest: '[A-Za-z0-9.]{20,}' },
  { begin: 'lin_api_ lin_oauth_', rest: '[A-Za-z0-9]{20,}' },
  { begin: 'PMAK-', rest: '[a-f0-9]{20,}-[a-f0-9]{20,}' },
  { begin: 'glsa_ glc_', rest: '[A-Za-z0-9_=]{20,}' },
  { begin: 'NRAK-', rest: '[A-Z0-9]{20,}' },
  { begin: 'sntrys_ sntryu_', rest: '[A-Za-z0-9+/=_-]{20,}' },
  { begin: 'dt0c01.', rest: '[A-Z0-9]{20,}\\.[A-Z0-9]{40,}' },
  { begin: 'ATATT3 ATCTT3 ATBB', rest: '[A-Za-z0-9_=-]{20,}' },
  { begin: 'sbp_', rest: '[a-f0-9]{30,}' },
  { begin: 'pscale_tkn_ pscale_pw_ pscale_oauth_', rest: '[A-Za-z0-9_.-]{20,}' },
  { begin: 'pat', rest: '[A-Za-z0-9]{14}\\.[a-f0-9]{40,}' },
  { begin: 'FLWSECK- FLWSECK_TEST-', rest: '[A-Za-z0-9-]{12,}' },
  { begin: 'rzp_live_ rzp_test_', rest: '[A-Za-z0-9]{12,}' },
  { begin: 'access_token$production$ access_token$sandbox$', rest: '[a-z0-9$]{20,}' },
  { begin: 'AQE', rest: '[A-Za-z0-9+/=_-]{60,}' },
  { begin: 'AGE-SECRET-KEY-1', rest: '[A-Z0-9]{40,}' },
  { begin: 'EAACEdEose0cBA', rest: '[A-Za-z0-9]+' },
  { begin: 'tskey-', rest: '[a-z]+-[A-Za-z0-9-]{12,}' },
  { begin: 'pul-', rest: '[a-f0-9]{40}' },
  { begin: 'FlyV1', rest: ' [A-Za-z0-9_+/=,-]{20,}' },
  { begin: 'ccipat_ CCIPAT_', rest: '[A-Za-z0-9_]{20,}' },
];

const whole = new RegExp(
  `${wordStart}(?:${keys.map(({ begin, rest }) => `(?:${begin.split(' ').map(escapePattern).join('|')})${rest}`).join('|')})`,
  'y',
);

function escapePattern(text: string): string {
  return text.replace(/[.$]/g, '\\$&');
}

/** 1 in the slot of every three letters that a key begins with. */
const beginnings = new Uint8Array(2 ** 16);
for (const { begin } of keys)
  for (const text of begin.split(' '))
    beginnings[slotOf(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2))] = 1;

/** Letters that share a slot by chance cost a look more. */
function slotOf(first: number, second: number, third: number): number {
  return Math.imul((first << 14) ^ (second << 7) ^ third, 0x9e3779b1) >>> 16;
}
