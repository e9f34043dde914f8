import { CheckProblem } from '../../errors.ts';
import type { CheckContext, Measurement } from '../check.ts';
import { authReason } from './auth-reason.ts';
import { type Chosen, chooseScheme } from './choose-scheme.ts';
import { fingerprint, sha256 } from './fingerprint.ts';
import { judge } from './judge.ts';
import { judgeAge } from './judge-age.ts';
import { withKeyAlgorithm } from './message-algorithm.ts';
import type { Parameters } from './parameters.ts';
import { jsonOf, valuesAt } from './place.ts';
import { parseAnswer } from './read/answer.ts';
import { readEvidence, readRequest } from './read-request.ts';
import { readSignature } from './read-signature.ts';
import { recognise } from './recognise.ts';
import { remarksOnResult } from './remarks.ts';
import { renderCommand } from './render-command.ts';
import type { Answer, SignedRequest } from './request.ts';
import { toSigCheck } from './sig-check.ts';
import { type Case, verify } from './verify.ts';

/** Runs one signature check: reads, verifies, and where the signature is not right says why. */
export async function runSignature(given: Parameters, context: CheckContext): Promise<Measurement> {
  const { name, request: read } = await readRequest(given, context, isSignedFor(given));
  const request = { ...read, url: given.url ?? read.url, method: read.method ?? given.method };
  const chosen = chooseScheme(given, request);
  const of = await toCase({ given, context, request, chosen });
  const arrived = given.received_at === undefined ? request.receivedAt : new Date(given.received_at);
  const when = arrived === undefined ? 'now' : 'when it arrived';
  const age = judgeAge({ reading: of.reading, scheme: chosen.scheme, received: arrived ?? context.now(), when });
  const verification = verify(of);
  const others = listOf(given.other_secret).filter((secret) => secret !== '');
  const { verdict, diagnosis } = judge({ of, chosen, name, others, verification, age });
  const answer = (await readAnswer(given, context)) ?? request.answer;
  const isMissing = of.reading.complaint !== undefined;
  const isRight = !isMissing && verification.isValid && verdict.outcome !== 'invalid';
  const causes = diagnosis?.causes ?? (age.cause === null ? [] : [age.cause]);
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
      sig_check: toSigCheck({ isRight, isInTime: age.within !== false, isMissing, causes }),
      auth_reason: authReason(answer),
    },
    evidence: [
      ...(chosen.by === undefined
        ? []
        : [{ source: name, text: `recognised as ${chosen.scheme.title} by ${chosen.by}` }]),
      ...(diagnosis?.evidence ?? []),
      ...remarksOnResult({ of, verdict, causes, age, when, isUrlGiven: given.url !== undefined }).map((text) => ({
        source: name,
        text,
      })),
      ...request.notes.map((text) => ({ source: name, text })),
    ],
    command: renderCommand(given),
    verdict,
  };
}

/** Which entries of a HAR file count as signed: those with the header of a scheme of one's own, or of any that is known. */
function isSignedFor({ header }: Parameters): (request: SignedRequest) => boolean {
  return (request) =>
    header === undefined
      ? recognise(request) !== undefined
      : valuesAt([header], request, jsonOf(request.body)).length > 0;
}

async function toCase(from: {
  readonly given: Parameters;
  readonly context: CheckContext;
  readonly request: SignedRequest;
  readonly chosen: Chosen;
}): Promise<Case> {
  const { given, context, request, chosen } = from;
  const { name, scheme } = chosen;
  const read = readSignature(request, scheme);
  const { url, method } = request;
  const blocked = (message: string, unblock: string) => new CheckProblem({ status: 'blocked', message, unblock });
  if (read.complaint === undefined && scheme.template.includes('{url}') && url === undefined)
    throw blocked(
      `scheme ${name} signs the URL, and the request does not say which one was called`,
      'Give url, as it is registered at the sender',
    );
  if (scheme.template.includes('{webhook_id}') && given.webhook_id === undefined)
    throw blocked(
      `scheme ${name} signs the id of the webhook, which is not in the request`,
      'Give webhook_id, as the dashboard of the provider shows it',
    );
  // While a secret is being replaced, the input for the old one may be empty.
  const secrets = [...listOf(given.secret), ...(await readKey(given, context))].filter((secret) => secret !== '');
  if (secrets.length === 0) throw blocked('the secret is empty', 'Give the signing secret of this endpoint');
  const reading = withKeyAlgorithm(read, secrets[0]);
  return {
    request,
    scheme,
    reading,
    secrets,
    url,
    method,
    webhookId: given.webhook_id,
  };
}

async function readKey(given: Parameters, context: CheckContext): Promise<readonly string[]> {
  if (given.key_file === undefined) return [];
  const { bytes } = await readEvidence(given.key_file, context, `Give the public key as ${given.key_file}`);
  return [bytes.toString('utf8')];
}

async function readAnswer(given: Parameters, context: CheckContext): Promise<Answer | undefined> {
  if (given.response === undefined) return undefined;
  return parseAnswer((await readEvidence(given.response, context, `Give the answer as ${given.response}`)).bytes);
}

function listOf(secret: string | readonly string[] | undefined): readonly string[] {
  return secret === undefined ? [] : [secret].flat();
}
