import type { Value } from '../../logs/value.ts';
import type { CheckContext, Measurement, Verdict } from '../check.ts';
import { type Attempts, attempt, isTransient } from './attempts.ts';
import { renderCurl } from './curl/render.ts';
import { startDeadline } from './deadline.ts';
import { toEvidence } from './evidence.ts';
import { type Content, type Found, readContent, toFacts } from './facts.ts';
import { type Finding, renderFinding, toExpected } from './finding.ts';
import type { Walk } from './follow.ts';
import { loadJsonPath } from './json-path.ts';
import { assertJudged, judgeExpectations } from './judge.ts';
import type { Parameters } from './parameters.ts';
import { prepare } from './prepare.ts';
import { hideSecrets, minLength, renderUrl, secretsOf, secretValues } from './secrets.ts';
import { warmUp } from './warm-up.ts';

/** Sends the request and measures the answer. `begun` is when that was asked for (`performance.now()`). */
export async function runHttp(
  given: Given,
  { context, begun }: { readonly context: CheckContext; readonly begun: number },
): Promise<Measurement> {
  const { request, trust } = await prepare(given, context);
  const proxy = request.link.proxyFor(request.url).url;
  const sent = secretsOf(request, proxy);
  context.progress(hideSecrets(`${request.method} ${renderUrl(request.url)}`, sent));
  const measure = async (attempts: Attempts) => {
    const { walk } = attempts.all.at(-1) ?? attempts.all[0];
    const content = readContent(walk);
    const facts = toFacts(attempts, content, trust);
    return { walk, content, facts, ...(await judge({ given, walk, content, facts })) };
  };
  await warmUp(request);
  // What it took to get ready is taken from the time-out, not from the truth of "within … ms".
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - begun));
  const deadline = startDeadline({ signal: context.signal, timeoutMs });
  const attempts = await attempt(request, {
    retry: given.retry,
    isSafe: given.safe,
    maxRedirects: given.redirects === 'follow' ? given.max_redirects : undefined,
    deadline,
    now: context.now,
    isWanted: async (one) => {
      if (one.walk.exchange.failure !== undefined) return false;
      if (given.expect === undefined) return !isTransient(one.walk);
      return (await measure({ all: [one], stopped: undefined })).findings.every(({ state }) => state !== 'failed');
    },
    progress: context.progress,
  }).finally(deadline.stop);
  const { walk, content, findings, ...found } = await measure(attempts);
  assertJudged(findings);
  const failed = findings.filter(({ state }) => state === 'failed').map(renderFinding);
  const facts = { ...found.facts, expected: findings.length, failed, captures: found.captures };
  const measured = {
    facts,
    evidence: toEvidence({ attempts, facts, content, findings }),
    command: renderCurl(request, given, context.timeoutMs),
    verdict: toVerdict(walk, facts, findings),
  };
  const received = secretValues(content.json).filter((secret) => secret.length >= minLength);
  return hideSecrets(measured, [...sent, ...received]);
}

type Given = Parameters & { readonly url: string };

async function judge(of: {
  readonly given: Given;
  readonly walk: Walk;
  readonly content: Content;
  readonly facts: Found;
}): Promise<{ readonly findings: readonly Finding[]; readonly captures: { readonly [name: string]: Value } }> {
  const { given, walk, content, facts } = of;
  const { expect, captures = {} } = given;
  const isNeeded = (expect?.json ?? []).length > 0 || Object.keys(captures).length > 0;
  const findValues = isNeeded && content.json !== undefined ? await loadJsonPath(content.json) : undefined;
  const headers = walk.exchange.answer?.headers ?? {};
  const hasAnswer = expect !== undefined && walk.exchange.failure === undefined;
  return {
    findings: hasAnswer ? judgeExpectations(expect, { facts, text: content.text, headers, findValues }) : [],
    captures: Object.fromEntries(
      Object.entries(captures).map(([name, path]) => {
        const values = findValues?.(path) ?? [];
        return [name, values.length > 1 ? values : (values[0] ?? null)];
      }),
    ),
  };
}

function toVerdict(walk: Walk, facts: Found, findings: readonly Finding[]): Verdict {
  const { exchange, request } = walk;
  const what = `${request.method} ${facts.url}`;
  if (exchange.failure !== undefined)
    return { outcome: exchange.failure.id, status: 'fail', say: `${what}: ${exchange.failure.text}` };
  const status = exchange.answer?.status ?? 0;
  const answered = `${what} answered ${status} after ${facts.first_byte_ms} ms`;
  const limit = facts.truncated ? `; its body goes on beyond the ${request.maxBytes} bytes that were read` : '';
  if (findings.length > 0) return toExpected(answered, findings);
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
