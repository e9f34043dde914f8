import { createHash } from 'node:crypto';
import type { Excerpt } from '../../logs/log-store.ts';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';
import { hideSecrets, minLength, secretValues } from '../http/secrets.ts';
import type { PartResult } from './judge-part.ts';
import { partWords } from './plan.ts';
import { isSuccess } from './record-id.ts';
import type { Sent } from './send.ts';
import { showKey } from './show-key.ts';

/** The facts of a replay and their CEL types. Outcomes are `not-run` where a part was not asked for; `dyn` ones are null where nothing tells them. */
export const reproduceFacts = {
  sent: 'int',
  target: 'string',
  address: 'string',
  sequence: 'string',
  together: 'string',
  sequence_records: 'dyn',
  together_records: 'dyn',
  records: 'dyn',
  record_from: 'dyn',
  same_status: 'bool',
  same_body: 'bool',
  server_errors: 'int',
  conflicts: 'int',
  refusals: 'int',
  spread_ms: 'dyn',
  other_body: 'string',
  new_key: 'string',
  no_key: 'string',
  requests: 'list<dyn>',
} as const;

/** The facts of a replay. `records` is the most that one key made; `spread_ms` how far apart this machine let go of the last bytes. */
export function toFacts(of: {
  readonly results: readonly PartResult[];
  readonly target: string;
  readonly keyHeader: string;
}): Facts & { readonly [F in keyof typeof reproduceFacts]: Value } {
  const { results, target, keyHeader } = of;
  const partOf = (name: string) => results.find(({ part }) => part.name === name);
  const repeats = results.filter(({ part }) => part.name === 'sequence' || part.name === 'together');
  const all = results.flatMap(({ done }) => done.sent);
  const repeated = repeats.map(({ done }) => done.sent);
  const statuses = all.map(({ answer }) => answer?.status ?? 0);
  const counts = repeats.flatMap(({ records }) => (records === null ? [] : [records]));
  const spread = partOf('together')?.done.spreadMs;
  return {
    sent: all.length,
    target,
    address: results.map(({ done }) => done.address).find((address) => address !== '') ?? '',
    sequence: partOf('sequence')?.outcome ?? 'not-run',
    together: partOf('together')?.outcome ?? 'not-run',
    sequence_records: partOf('sequence')?.records ?? null,
    together_records: partOf('together')?.records ?? null,
    records: counts.length === 0 ? null : Math.max(...counts),
    record_from:
      repeats.map(({ created, ids }) => (created === null ? ids.from : 'effects')).find((one) => one !== null) ?? null,
    same_status: repeated.every((sent) => isSame(sent.map(({ answer }) => answer?.status))),
    same_body: repeated.every((sent) => isSame(sent.map(bodyHash))),
    server_errors: statuses.filter((status) => status === 0 || status >= 500).length,
    conflicts: statuses.filter((status) => status === 409).length,
    refusals: statuses.filter((status) => status >= 400 && status < 500 && status !== 409).length,
    spread_ms: spread === undefined ? null : Math.round(spread * 1000) / 1000,
    other_body: partOf('other_body')?.outcome ?? 'not-run',
    new_key: partOf('new_key')?.outcome ?? 'not-run',
    no_key: partOf('no_key')?.outcome ?? 'not-run',
    requests: results.flatMap(({ part, done, ids }) =>
      done.sent.map((sent, index) => ({
        part: partWords[part.name],
        at: sent.at.toISOString(),
        key: part.key === undefined ? null : showKey(part.key, keyHeader),
        status: sent.answer?.status ?? null,
        ms: Math.round(sent.ms),
        record: ids.ids[index] ?? null,
        body: bodyHash(sent)?.slice(0, 12) ?? null,
        failure: sent.failure ?? null,
      })),
    ),
  };
}

/** A line for each request that was sent, and the first answer of each part that did not take it. */
export function toEvidence(
  results: readonly PartResult[],
  of: { readonly source: string; readonly keyHeader: string },
): readonly Excerpt[] {
  return results.flatMap(({ part, done, ids }) => {
    const key = part.key === undefined ? '' : `, key ${showKey(part.key, of.keyHeader)}`;
    const lines = done.sent.map((sent, index) => {
      const record = ids.ids[index];
      const came = sent.answer === undefined ? sent.failure : `${sent.answer.status} after ${Math.round(sent.ms)} ms`;
      const made = record === null || record === undefined ? '' : `, record ${record}`;
      const place = `${partWords[part.name]}${part.times === 1 ? '' : `, ${index + 1} of ${part.times}`}`;
      return {
        source: of.source,
        text: `${sent.at.toISOString()} ${place}${index === 0 ? key : ''}: ${came}${made}`,
      };
    });
    const refused = done.sent.find(({ answer }) => answer !== undefined && !isSuccess(answer.status));
    const text = refused === undefined ? '' : excerptOf(refused);
    return [
      ...lines,
      ...(text === '' ? [] : [{ source: of.source, text: `${refused?.answer?.status} said: ${text}` }]),
    ];
  });
}

const maxExcerpt = 300;

function excerptOf({ answer }: Sent): string {
  const text = answer?.body.toString('utf8') ?? '';
  const moved = answer?.location === undefined ? '' : `Location: ${answer.location} (not followed) `;
  return `${moved}${hideSecrets(text.trim().slice(0, maxExcerpt), secretsIn(text))}`.trim();
}

function secretsIn(text: string): readonly string[] {
  try {
    return secretValues(JSON.parse(text)).filter((secret) => secret.length >= minLength);
  } catch {
    return [];
  }
}

function bodyHash({ answer }: Sent): string | undefined {
  return answer === undefined || answer.isCut ? undefined : createHash('sha256').update(answer.body).digest('hex');
}

function isSame(values: readonly unknown[]): boolean {
  return new Set(values).size <= 1;
}
