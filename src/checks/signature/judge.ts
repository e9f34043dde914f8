import type { Verdict } from '../check.ts';
import type { Scheme } from './schemes.ts';
import type { Verification } from './verify.ts';

/** How old a request was when it arrived. `within` is null where the scheme judges no age. */
export type Age = { readonly seconds: number | null; readonly within: boolean | null };

/** Judges the timestamp alone: one that is no number is never within the tolerance. */
export function judgeAge(of: {
  readonly verification: Verification;
  readonly scheme: Scheme;
  readonly received: Date;
}): Age {
  const { verification, scheme, received } = of;
  const { signedAt, timestamp } = verification;
  const seconds = signedAt === null ? null : (received.getTime() - signedAt.getTime()) / 1000;
  if (scheme.toleranceS === null || timestamp === undefined) return { seconds, within: null };
  if (seconds === null) return { seconds, within: false };
  return { seconds, within: seconds <= scheme.toleranceS && (!scheme.future || -seconds <= scheme.toleranceS) };
}

/** The verdict on a verified request: each outcome has a sentence of its own. `when` says what the age was judged against. */
export function judge(of: {
  readonly name: string;
  readonly schemeName: string;
  readonly verification: Verification;
  readonly age: Age;
  readonly when: string;
  readonly toleranceS: number | null;
}): Verdict {
  const { name, schemeName, verification, age, when, toleranceS } = of;
  const { missing, isValid, timestamp } = verification;
  if (missing !== undefined)
    return { outcome: 'no-signature', status: 'fail', say: `${name} carries no ${schemeName} signature: ${missing}` };
  if (!isValid)
    return {
      outcome: 'invalid',
      status: 'fail',
      say: `${name}: the ${schemeName} signature does not match this body and secret`,
    };
  if (age.within !== false)
    return { outcome: 'valid', status: 'pass', say: `${name}: the ${schemeName} signature is right` };
  const seconds = Math.round(age.seconds ?? 0);
  const what =
    age.seconds === null
      ? `"${timestamp?.slice(0, 40)}" is not a time`
      : `${Math.abs(seconds)} s ${seconds < 0 ? 'ahead of' : 'old'} ${when}`;
  return {
    outcome: 'outside-tolerance',
    status: 'fail',
    say: `${name}: the ${schemeName} signature is right, but its timestamp, ${what}, is outside the ${toleranceS} s allowed`,
  };
}
