import type { Excerpt } from '../../logs/log-store.ts';
import type { Attempts } from './attempts.ts';
import type { Content, Found } from './facts.ts';
import { type Finding, renderFinding } from './finding.ts';
import type { Walk } from './follow.ts';
import { renderUrl } from './secrets.ts';

/** What the facts rest on, in the order in which it happened: attempts, redirects, the answer, and what was expected of it. */
export function toEvidence(of: {
  readonly attempts: Attempts;
  readonly facts: Found;
  readonly content: Content;
  readonly findings: readonly Finding[];
}): readonly Excerpt[] {
  const { attempts, facts, content, findings } = of;
  const { walk } = attempts.all.at(-1) ?? attempts.all[0];
  const { answer, body, failure } = walk.exchange;
  const source = `${facts.url}`;
  const say = (text: string): Excerpt => ({ source, text });
  return [
    ...tellAttempts(attempts),
    ...walk.passed.map(({ url, status }): Excerpt => ({ source: renderUrl(url), text: `${status}, redirected` })),
    ...(facts.proxy === null
      ? []
      : [
          say(`through the proxy ${facts.proxy} (${facts.proxy_why}): the times of dns and tcp are those of the proxy`),
        ]),
    ...(answer?.early ?? []).map((status) => say(`first came an informational ${status}`)),
    ...(answer === undefined ? [] : [say(`HTTP/${answer.httpVersion} ${answer.status} ${answer.reason}`.trimEnd())]),
    ...(facts.tls_error === null
      ? []
      : [say(`its certificate is not trusted: ${facts.tls_error}; it was asked all the same (insecure)`)]),
    ...(answer !== undefined && answer.status >= 400 && content.text !== null && content.text !== ''
      ? [say(String(facts.body_text).slice(0, 500))]
      : []),
    ...(body?.unknownEncoding === undefined
      ? []
      : [say(`the body is encoded as ${body.unknownEncoding}, which was left as it is`)]),
    ...(failure === undefined ? [] : [say(failure.text)]),
    ...(failure?.id === 'tls' && facts.trust !== null && /cert|issuer|self.signed/i.test(failure.text)
      ? [say(`trusted were ${facts.trust}`)]
      : []),
    say(tellTimes(facts)),
    ...findings
      .filter(({ state }) => state !== 'held')
      .map((finding): Excerpt => ({ source: 'expected', text: renderFinding(finding) })),
  ];
}

/** The phases there were, each with its time; and the size, and the clock where it is off by more than the second that Date is good for. */
function tellTimes(facts: Found): string {
  const phases = ['dns', 'tcp', 'proxy', 'tls', 'first_byte', 'total'].flatMap((name) => {
    const ms = facts[`${name}_ms`];
    return typeof ms === 'number' ? [`${name.replace('_', ' ')} ${ms} ms`] : [];
  });
  const size = facts.status === 0 ? [] : [`${String(facts.body_bytes)}${facts.truncated === true ? '+' : ''} bytes`];
  const skew = facts.date_skew_ms;
  const isOff = typeof skew === 'number' && Math.abs(skew) > 2000;
  const clock = isOff
    ? [`its clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'} ours`]
    : [];
  return [phases.join(', '), ...size, ...clock].join('; ');
}

/** One line an attempt, where there was more than one, and why there was not one more. */
function tellAttempts({ all, stopped }: Attempts): readonly Excerpt[] {
  const lines =
    all.length === 1
      ? []
      : all.map(({ walk, atMs, ms }, index) => ({
          source: `attempt ${index + 1}`,
          text: `after ${Math.round(atMs)} ms: ${outcomeOf(walk)}, took ${Math.round(ms)} ms`,
        }));
  return stopped === undefined ? lines : [...lines, { source: `attempt ${all.length}`, text: `the last: ${stopped}` }];
}

function outcomeOf({ exchange }: Walk): string {
  return exchange.failure?.text ?? `answered ${exchange.answer?.status}`;
}
