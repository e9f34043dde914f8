import { CheckProblem } from '../../errors.ts';
import type { Verdict } from '../check.ts';
import { adviceFor } from './advice.ts';
import { hasUnknownDigest } from './body-digest.ts';
import { type Diagnosis, type Doubt, diagnoseInvalid, diagnoseMissing } from './diagnose.ts';
import type { Age } from './judge-age.ts';
import { readSignature } from './read-signature.ts';
import { type Case, verify } from './verify.ts';

/** More lines of one header than a proxy ever makes. */
const maxLines = 10;

/** A verdict, and where the signature is not right the diagnosis behind it. */
export type Judgement = { readonly verdict: Verdict; readonly diagnosis: Diagnosis | undefined };

/**
 * Judges a request that was verified: presence and grammar first, then the signature, then its age. Throws a `CheckProblem` where no
 * secret can be one of this scheme, or the body cannot be the one that was sent.
 */
export function judge(doubt: Doubt & { readonly age: Age }): Judgement {
  const { of, chosen, name, verification, age } = doubt;
  const head = `${name}: the ${chosen.name} signature`;
  if (of.reading.complaint !== undefined) {
    const diagnosis = diagnoseMissing(doubt);
    const say = `${name} carries no ${chosen.name} signature: ${diagnosis.words}`;
    return { verdict: { outcome: 'no-signature', status: 'fail', say }, diagnosis };
  }
  const doubled = findDoubled(doubt);
  if (doubled !== undefined) return fail(`${head} does not match: ${doubled.words}`, doubled);
  if (!verification.isValid) return judgeInvalid(doubt, head);
  if (age.within === false) {
    const say = `${head} is right, but ${age.words}`;
    return { verdict: { outcome: 'outside-tolerance', status: 'fail', say }, diagnosis: undefined };
  }
  if (hasUnknownDigest(of.request, of.reading, chosen.scheme)) {
    const say = `${head} is right, but its digest of the body is neither sha-256 nor sha-512: the body was not verified`;
    return { verdict: { outcome: 'valid', status: 'warn', say }, diagnosis: undefined };
  }
  if (age.cause !== null) {
    const say = `${head} is right, but ${age.words}`;
    return { verdict: { outcome: 'valid', status: 'warn', say }, diagnosis: undefined };
  }
  const { secrets } = of;
  const which = secrets.length > 1 ? `, made with secret ${(verification.secret ?? 0) + 1} of ${secrets.length}` : '';
  return { verdict: { outcome: 'valid', status: 'pass', say: `${head} is right${which}` }, diagnosis: undefined };
}

function judgeInvalid(doubt: Doubt, head: string): Judgement {
  const { of, chosen, name, verification } = doubt;
  const diagnosis = diagnoseInvalid(doubt);
  if (diagnosis.causes.length > 0) return fail(`${head} does not match: ${diagnosis.words}`, diagnosis);
  if (verification.unfit.length === of.secrets.length)
    throw new CheckProblem({
      status: 'blocked',
      message: verification.unfit[0] ?? 'there is no secret',
      unblock:
        chosen.scheme.key === 'public'
          ? 'Give the public key or certificate of the sender'
          : 'Give the signing secret of this endpoint',
    });
  if (of.request.mismatch !== undefined)
    throw new CheckProblem({
      status: 'error',
      message: `${name} does not hold the request as it was sent: ${of.request.mismatch}`,
      unblock: 'Save the exact bytes of the body',
    });
  return fail(`${head} ${diagnosis.words}`, diagnosis);
}

function fail(say: string, diagnosis: Diagnosis): Judgement {
  return { verdict: { outcome: 'invalid', status: 'fail', say }, diagnosis };
}

/** A header that is there several times, where the verifier of the provider takes one: one line of it alone is right. */
function findDoubled({ of, chosen, name, verification }: Doubt): Diagnosis | undefined {
  const { header, separator, each, template } = chosen.scheme;
  const count = of.reading.values.length;
  if (each !== null || template === '{base}' || count < 2) return undefined;
  const isOneRight = separator === null ? verification.isValid : !verification.isValid && hasRightLine(of);
  if (!isOneRight) return undefined;
  const words = `${count} headers ${header[0]} are there, which a server joins to one value; one of them alone is right`;
  const evidence = [{ source: name, text: `what to do: ${adviceFor('several-headers')}` }];
  return { causes: ['several-headers'], words, evidence, tried: 0 };
}

/** Whether one line of the header alone, without the others, would be right. */
function hasRightLine(of: Case): boolean {
  const { request, scheme } = of;
  const names = scheme.header.map((name) => name.toLowerCase());
  const others = request.headers.filter(({ name }) => !names.includes(name));
  return request.headers
    .filter(({ name }) => names.includes(name))
    .slice(0, maxLines)
    .some((line) => {
      const alone = { ...request, headers: [...others, line] };
      const reading = readSignature(alone, scheme);
      return reading.complaint === undefined && verify({ ...of, request: alone, reading }).isValid;
    });
}
