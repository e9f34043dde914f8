import { z } from 'zod';
import type { Excerpt } from '../logs/log-store.ts';
import { type CheckContext, defineCheck, type Verdict } from './check.ts';
import { renderCurl } from './http/curl.ts';
import { startDeadline } from './http/deadline.ts';
import type { HttpRequest } from './http/exchange.ts';
import { httpFacts, toFacts } from './http/facts.ts';
import { type Walk, walk } from './http/follow.ts';
import { hideSecrets, renderUrl, secretsOf } from './http/secrets.ts';
import { templated } from './templated.ts';
import { readPem } from './tls/read-pem.ts';
import { fileTouches } from './touches.ts';

const parameters = z.strictObject({
  url: templated(z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })).describe(
    'Where to send the request',
  ),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .describe('The request method'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Request headers; credentials in them are never shown'),
  body: z.string().optional().describe('The request body, sent as it stands'),
  redirects: z
    .enum(['stop', 'follow'])
    .default('stop')
    .describe('`stop` at the first answer, as curl does, or `follow` up to 10'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file of the CA to trust in place of the usual ones: in the evidence folder, or absolute'),
  max_bytes: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('How much of the body is read, decoded'),
});

type Parameters = z.output<typeof parameters>;

/**
 * Sends one HTTP/1.1 request over a fresh connection, without a proxy. A network failure is a result like any other
 * (`result.failure`); only what lies with this machine, and a cancel, are problems.
 */
export const http = defineCheck<Parameters>({
  kind: 'http',
  summary: 'Sends an HTTP request and times its phases',
  parameters: parameters as z.ZodType<Parameters>,
  facts: httpFacts,
  timeoutMs: 10_000,
  reads: () => [],
  writesTo: ({ method, url }) => (isSafe(method) ? [] : [new URL(url)]),
  touches: ({ method, url, ca }) => [
    ...fileTouches(ca),
    { what: 'request', text: `${method} ${renderUrl(new URL(url))}`, writes: !isSafe(method) },
  ],
  run: async (given, context) => {
    const request = await toRequest(given, context);
    const follow = given.redirects === 'follow';
    const secrets = secretsOf(request);
    context.progress(hideSecrets(`${given.method} ${renderUrl(request.url)}`, secrets));
    const deadline = startDeadline(context);
    const start = performance.now();
    const done = await walk(request, { follow, deadline, now: context.now }).finally(deadline.stop);
    const facts = toFacts(done, performance.now() - start);
    const command = renderCurl(request, { follow, timeoutMs: context.timeoutMs, caFile: given.ca });
    return hideSecrets({ facts, evidence: toEvidence(done, facts), command, verdict: judge(done, facts) }, secrets);
  },
});

/** RFC 9110 9.2.1: methods that ask for no change. */
function isSafe(method: Parameters['method']): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

async function toRequest(given: Parameters, context: CheckContext): Promise<HttpRequest> {
  const { method, body } = given;
  const names = Object.keys(given.headers).map((name) => name.toLowerCase());
  return {
    url: new URL(given.url),
    method,
    headers: {
      ...(names.includes('user-agent') ? {} : { 'user-agent': 'causebook' }),
      ...(names.includes('accept') ? {} : { accept: '*/*' }),
      ...given.headers,
    },
    body,
    ca: given.ca === undefined ? undefined : (await readPem(given.ca, context)).text,
    maxBytes: given.max_bytes,
  };
}

type HttpResult = ReturnType<typeof toFacts>;

function judge(done: Walk, facts: HttpResult): Verdict {
  const { exchange, request } = done;
  const what = `${request.method} ${facts.url}`;
  if (exchange.failure !== undefined)
    return { outcome: exchange.failure.id, status: 'fail', say: `${what}: ${exchange.failure.text}` };
  const status = exchange.answer?.status ?? 0;
  const answered = `${what} answered ${status} after ${facts.first_byte_ms} ms`;
  const limit = facts.truncated ? `; its body goes on beyond the ${request.maxBytes} bytes that were read` : '';
  if (status >= 500) return { outcome: 'server-error', status: 'fail', say: `${answered}${limit}` };
  if (status >= 400) return { outcome: 'client-error', status: 'fail', say: `${answered}${limit}` };
  if (facts.redirect_to !== null)
    return {
      outcome: 'redirect',
      status: 'pass',
      say: `${answered}: it redirects to ${facts.redirect_to}, not followed`,
    };
  return { outcome: 'ok', status: 'pass', say: `${answered}${limit}` };
}

function toEvidence(done: Walk, facts: HttpResult): readonly Excerpt[] {
  const { exchange, passed } = done;
  const { answer, body, failure } = exchange;
  const source = `${facts.url}`;
  return [
    ...passed.map((url): Excerpt => ({ source: renderUrl(url), text: 'redirected' })),
    ...(answer === undefined
      ? []
      : [{ source, text: `HTTP/${answer.httpVersion} ${answer.status} ${answer.reason}`.trimEnd() }]),
    ...(answer !== undefined && answer.status >= 400 && typeof facts.body_text === 'string' && facts.body_text !== ''
      ? [{ source, text: facts.body_text.slice(0, 500) }]
      : []),
    ...(body?.unknownEncoding === undefined
      ? []
      : [{ source, text: `the body is encoded as ${body.unknownEncoding}, which was left as it is` }]),
    ...(failure === undefined ? [] : [{ source, text: failure.text }]),
  ];
}
