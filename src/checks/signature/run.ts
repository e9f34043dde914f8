import { CheckProblem } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import type { CheckContext, Measurement, Verdict } from '../check.ts';
import { adviceFor } from './advice.ts';
import { authReason } from './auth-reason.ts';
import { type Chosen, chooseScheme } from './choose-scheme.ts';
import { type Diagnosis, diagnoseInvalid, diagnoseMissing } from './diagnose.ts';
import { fingerprint, sha256 } from './fingerprint.ts';
import { type Age, judgeAge } from './judge-age.ts';
import { remarksOn } from './key.ts';
import type { Parameters } from './parameters.ts';
import { parseAnswer } from './read/answer.ts';
import { readEvidence, readRequest } from './read-request.ts';
import { readSignature } from './read-signature.ts';
import { recognise } from './recognise.ts';
import { renderCommand } from './render-command.ts';
import type { SignedRequest } from './request.ts';
import { toSigCheck } from './sig-check.ts';
import { type Case, type Verification, verify } from './verify.ts';

type Outcome = { readonly verdict: Verdict; readonly diagnosis: Diagnosis | undefined };

/** Runs one signature check: reads, verifies, and where the signature is not right says why. */
export async function runSignature(given: Parameters, context: CheckContext): Promise<Measurement> {
  const { name, request } = await readRequest(given, context, (one) => recognise(one) !== undefined);
  const chosen = chooseScheme(given, request);
  const of = await toCase(given, context, request, chosen);
  const others = listOf(given.other_secret);
  const received =
    given.received_at === undefined ? (request.receivedAt ?? context.now()) : new Date(given.received_at);
  const when = given.received_at === undefined && request.receivedAt === undefined ? 'now' : 'when it arrived';
  const age = judgeAge({ reading: of.reading, scheme: chosen.scheme, received, when });
  const verification = verify(of);
  const { verdict, diagnosis } =
    of.reading.complaint === undefined
      ? judge({ of, chosen, name, others, verification, age })
      : missing(diagnoseMissing({ of, chosen, name, others }), name, chosen);
  const answer =
    given.response === undefined
      ? request.answer
      : parseAnswer((await readEvidence(given.response, context, `Give the answer as ${given.response}`)).bytes);
  const causes = verdict.status === 'pass' ? [] : (diagnosis?.causes ?? (age.cause === null ? [] : [age.cause]));
  const isRight = of.reading.complaint === undefined && verification.isValid;
  return {
    facts: {
      scheme: chosen.name,
      recognised_by: chosen.by ?? null,
      signature_valid: isRight,
      cause: causes[0] ?? null,
      causes,
      signed_at: of.reading.signedAt?.toISOString() ?? null,
      age_s: age.seconds,
      within_tolerance: age.within,
      secret_index: isRight ? (verification.secret ?? 0) + 1 : null,
      key_id: isRight ? verification.keyId : null,
      secret_fingerprint: of.secrets.map(fingerprint).join('; '),
      body_bytes: request.body.length,
      body_sha256: sha256(request.body),
      combinations_tried: diagnosis?.tried ?? 0,
      sig_check: toSigCheck({
        isRight,
        isInTime: age.within !== false,
        isMissing: of.reading.complaint !== undefined,
        causes,
      }),
      auth_reason: authReason(answer),
    },
    evidence: [
      ...(chosen.by === undefined
        ? []
        : [{ source: name, text: `recognised as ${chosen.scheme.title} by ${chosen.by}` }]),
      ...(diagnosis?.evidence ?? []),
      ...remarks({ name, of, verdict, diagnosis, verification, age, when }),
      ...request.notes.map((text) => ({ source: name, text })),
    ],
    command: renderCommand(given),
    verdict,
  };
}

async function toCase(
  given: Parameters,
  context: CheckContext,
  request: SignedRequest,
  { name, scheme }: Chosen,
): Promise<Case> {
  const reading = readSignature(request, scheme);
  const keyFile = given.key_file;
  const key =
    keyFile === undefined
      ? []
      : [(await readEvidence(keyFile, context, `Give the public key as ${keyFile}`)).bytes.toString('utf8')];
  const url = given.url ?? request.url;
  const method = request.method ?? given.method;
  if (reading.complaint === undefined && /\{url\}/.test(scheme.template) && url === undefined)
    throw new CheckProblem({
      status: 'blocked',
      message: `scheme ${name} signs the URL, and the request does not say which one was called`,
      unblock: 'Give url, as it is registered at the sender',
    });
  if (scheme.template.includes('{webhook_id}') && given.webhook_id === undefined)
    throw new CheckProblem({
      status: 'blocked',
      message: `scheme ${name} signs the id of the webhook, which is not in the request`,
      unblock: 'Give webhook_id, as the dashboard of the provider shows it',
    });
  const secrets = [...listOf(given.secret), ...key];
  // While a secret is being replaced, the input for the old one may be empty.
  const filled = secrets.filter((secret) => secret !== '');
  return {
    request,
    scheme,
    reading,
    secrets: filled.length === 0 ? secrets : filled,
    url,
    method,
    webhookId: given.webhook_id,
  };
}

function judge(doubt: {
  readonly of: Case;
  readonly chosen: Chosen;
  readonly name: string;
  readonly others: readonly string[];
  readonly verification: Verification;
  readonly age: Age;
}): Outcome {
  const { of, chosen, name, verification, age } = doubt;
  const head = `${name}: the ${chosen.name} signature`;
  if (!verification.isValid) {
    const isUnreadable = verification.unfit.length === of.secrets.length;
    const diagnosis = diagnoseInvalid(doubt);
    if (diagnosis.causes.length === 0 && isUnreadable)
      throw new CheckProblem({
        status: 'blocked',
        message: verification.unfit[0] ?? 'there is no secret',
        unblock:
          chosen.scheme.key === 'public'
            ? 'Give the public key or certificate of the sender'
            : 'Give the signing secret of this endpoint',
      });
    if (diagnosis.causes.length === 0 && of.request.mismatch !== undefined)
      throw new CheckProblem({
        status: 'error',
        message: `${name} does not hold the request as it was sent: ${of.request.mismatch}`,
        unblock: 'Save the exact bytes of the body',
      });
    const verb =
      diagnosis.causes.length === 0 || diagnosis.words.startsWith('it ')
        ? diagnosis.words.replace(/^it /, '')
        : `does not match: ${diagnosis.words}`;
    return { verdict: { outcome: 'invalid', status: 'fail', say: `${head} ${verb}` }, diagnosis };
  }
  const { values } = of.reading;
  if (
    chosen.scheme.separator === null &&
    chosen.scheme.each === null &&
    chosen.scheme.template !== '{base}' &&
    values.length > 1
  ) {
    const words = `${head} does not match: ${values.length} headers ${chosen.scheme.header[0]} are there, which a server joins to one value; one of them alone is right`;
    const advice = adviceFor('several-headers') ?? '';
    const evidence = [{ source: name, text: `what to do: ${advice}` }];
    return {
      verdict: { outcome: 'invalid', status: 'fail', say: words },
      diagnosis: { causes: ['several-headers'], words, evidence, tried: 0 },
    };
  }
  if (age.within === false) {
    return {
      verdict: { outcome: 'outside-tolerance', status: 'fail', say: `${head} is right, but ${age.words}` },
      diagnosis: undefined,
    };
  }
  const which =
    of.secrets.length > 1 ? `, made with secret ${(verification.secret ?? 0) + 1} of ${of.secrets.length}` : '';
  return { verdict: { outcome: 'valid', status: 'pass', say: `${head} is right${which}` }, diagnosis: undefined };
}

function missing(diagnosis: Diagnosis, name: string, chosen: Chosen): Outcome {
  const say = `${name} carries no ${chosen.name} signature: ${diagnosis.words}`;
  return { verdict: { outcome: 'no-signature', status: 'fail', say }, diagnosis };
}

/** What helps to go on: fingerprints and remarks on the secret where no cause is known, and what the verdict rests on. */
function remarks(of: {
  readonly name: string;
  readonly of: Case;
  readonly verdict: Verdict;
  readonly diagnosis: Diagnosis | undefined;
  readonly verification: Verification;
  readonly age: Age;
  readonly when: string;
}): readonly Excerpt[] {
  const { name, verdict, diagnosis, age, when } = of;
  const { scheme, secrets, request, reading, url } = of.of;
  const texts: string[] = [];
  if (verdict.outcome === 'outside-tolerance') {
    if (when === 'now' && age.cause === 'too-old')
      texts.push('its age is judged against now: give the time it arrived as received_at');
    const advice = age.cause === null ? undefined : adviceFor(age.cause);
    if (advice !== undefined) texts.push(`what to do: ${advice}`);
  }
  if (verdict.outcome === 'invalid' && diagnosis?.causes.length === 0) {
    for (const secret of secrets) {
      texts.push(`fingerprint of ${scheme.key === 'public' ? 'the key' : 'the secret'} in use: ${fingerprint(secret)}`);
      texts.push(...remarksOn(secret, scheme.secretPrefix).map((remark) => `look at the secret: ${remark}`));
    }
    texts.push(
      'compare it with the other side, without showing the secret: printf %s "$SECRET" | sha256sum | cut -c1-6',
    );
    texts.push(...lossesIn(request));
  }
  if (
    scheme.template === '{base}' &&
    !reading.claims.some(({ message }) => message?.components.some((one) => /digest$/.test(one.name)))
  )
    texts.push('the signature does not cover the body: it has no content-digest among its components');
  if (
    verdict.outcome !== 'no-signature' &&
    scheme.template.includes('{url}') &&
    url === request.url &&
    !/^https?:/i.test(request.target ?? '')
  )
    texts.push(`the URL was put together from the request as ${url}; give url where the sender calls another`);
  return texts.map((text) => ({ source: name, text }));
}

/** Signs that a body has lost what no search brings back. */
function lossesIn({ body, headers }: SignedRequest): readonly string[] {
  const text = body.toString('utf8');
  const isJson = headers.some(({ name, value }) => name === 'content-type' && /json/i.test(value));
  return [
    ...(body.length === 0 ? ['the body is empty: was it saved after something had read it?'] : []),
    ...(text === '[object Object]'
      ? ['the body is the text "[object Object]": an object was turned into text; save the raw bytes']
      : []),
    ...(text.includes('\ufffd')
      ? ['the body holds replacement characters (�): bytes were lost when it was read in the wrong character set']
      : []),
    ...(/^\s*\{'/.test(text) ? ["the body is a Python dict as text ({'a': …}): save the raw bytes"] : []),
    ...(isJson && body.length > 0 && !/^\s*["[{\d]/.test(text) ? ['Content-Type says JSON, and the body is none'] : []),
  ];
}

function listOf(secret: string | readonly string[] | undefined): readonly string[] {
  return secret === undefined ? [] : [secret].flat();
}
