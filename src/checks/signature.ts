import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { CheckProblem } from '../errors.ts';
import { parseDuration } from '../logs/window.ts';
import { renderShell } from '../shell.ts';
import { defineCheck } from './check.ts';
import { findEvidenceFile } from './config/evidence-file.ts';
import { judge, judgeAge } from './signature/judge.ts';
import { hmacOnly, type Parameters, parameters } from './signature/parameters.ts';
import { readRequest } from './signature/read-request.ts';
import { bodyScheme, type Scheme, schemes } from './signature/schemes.ts';
import { toKey, verify } from './signature/verify.ts';

/**
 * Verifies the signature of a webhook request that was saved as it came. The signature and the age of its timestamp are judged
 * apart; a body that cannot be the exact bytes sent is a problem, not an invalid signature.
 */
export const signature = defineCheck<Parameters>({
  kind: 'signature',
  summary: 'Verifies the signature of a saved webhook request',
  parameters: parameters as z.ZodType<Parameters>,
  facts: {
    scheme: 'string',
    signature_valid: 'bool',
    signed_at: 'dyn',
    age_s: 'dyn',
    within_tolerance: 'dyn',
    secret_fingerprint: 'string',
    body_bytes: 'int',
    body_sha256: 'string',
  },
  timeoutMs: 10_000,
  reads: () => [],
  run: async (given, context) => {
    const scheme = toScheme(given);
    const key = toKey(given.secret, scheme.key);
    const file = await findEvidenceFile({
      context,
      name: given.request,
      unblock: `Give the raw HTTP request as ${given.request}`,
    });
    const request = await readRequest(file);
    const verification = verify({ request, scheme, key });
    if (!verification.isValid && verification.missing === undefined && request.mismatch !== undefined) {
      throw new CheckProblem({
        status: 'error',
        message: `${file.name} does not hold the request as it was sent: ${request.mismatch}`,
        unblock: 'Save the exact bytes of the body',
      });
    }
    const received = given.received_at === undefined ? context.now() : new Date(given.received_at);
    const age = judgeAge({ verification, scheme, received });
    const when = given.received_at === undefined ? 'now' : 'when it arrived';
    return {
      facts: {
        scheme: given.scheme,
        signature_valid: verification.isValid,
        signed_at: verification.signedAt?.toISOString() ?? null,
        age_s: age.seconds,
        within_tolerance: age.within,
        secret_fingerprint: `${sha256(given.secret).slice(0, 6)}, ${given.secret.length} characters`,
        body_bytes: request.body.length,
        body_sha256: sha256(request.body),
      },
      evidence: [
        ...(verification.missing === undefined ? [] : [{ source: file.name, text: verification.missing }]),
        ...(request.note === undefined ? [] : [{ source: file.name, text: request.note }]),
      ],
      command: renderCommand(given),
      verdict: judge({
        name: file.name,
        schemeName: given.scheme,
        verification,
        age,
        when,
        toleranceS: scheme.toleranceS,
      }),
    };
  },
});

function toScheme(given: Parameters): Scheme {
  const tolerance = given.tolerance === undefined ? {} : { toleranceS: parseDuration(given.tolerance) / 1000 };
  if (given.scheme !== 'hmac') return { ...schemes[given.scheme], ...tolerance };
  return {
    ...bodyScheme,
    header: [given.header ?? ''],
    id: given.id_header === undefined ? [] : [given.id_header],
    timestamp: given.timestamp_header === undefined ? [] : [given.timestamp_header],
    timestampUnit: given.timestamp_unit ?? bodyScheme.timestampUnit,
    prefix: given.prefix ?? bodyScheme.prefix,
    algorithm: given.algorithm ?? bodyScheme.algorithm,
    encoding: given.encoding ?? bodyScheme.encoding,
    key: given.key ?? bodyScheme.key,
    template: given.template ?? bodyScheme.template,
    ...tolerance,
  };
}

function renderCommand(given: Parameters): string {
  const options = (['scheme', 'received_at', 'tolerance', ...hmacOnly] as const).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [`--${name.replaceAll('_', '-')}`, value];
  });
  return renderShell([
    'causebook',
    'check',
    'signature',
    '--request',
    given.request,
    ...options,
    '--secret-env',
    'SECRET',
  ]);
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
