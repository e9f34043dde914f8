import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from 'jsonpath-rfc9535';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext } from '../check.ts';
import type { Deadline } from '../http/deadline.ts';
import { exchange } from '../http/exchange.ts';
import { parameters } from '../http/parameters.ts';
import { prepare } from '../http/prepare.ts';
import { renderUrl } from '../http/secrets.ts';
import type { ReproduceParameters } from './parameters.ts';
import { decodeMark, fillUnique, type Part } from './plan.ts';

/** Asks the target how many records there are for a part. */
export type CountEffects = (part: Part) => Promise<number>;

/** Creates the counter, or gives undefined where the parameters have no `effects`. `ca` is the name of a PEM file. It throws a `CheckProblem` when the count cannot be read. */
export function createEffectsCounter(of: {
  readonly effects: ReproduceParameters['effects'];
  readonly ca: string | undefined;
  readonly deadline: Deadline;
  readonly context: Pick<CheckContext, 'folder' | 'env' | 'now'>;
}): CountEffects | undefined {
  const { effects, ca, deadline, context } = of;
  if (effects === undefined) return undefined;
  return async (part) => {
    const url = new URL(fillUnique(decodeMark(new URL(effects.get).href), part));
    const headers = { accept: 'application/json', ...effects.headers };
    const asked = parameters.parse({ url: url.href, headers, ca, proxy: 'none', max_bytes: 4 * 1024 * 1024 });
    const { request } = await prepare({ ...asked, url: url.href }, context);
    const { answer, body, failure } = await exchange(request, { deadline, now: context.now });
    const what = `GET ${renderUrl(url)}`;
    const problem = (message: string, cause?: unknown) =>
      new CheckProblem({ status: 'error', message: `the records cannot be counted: ${message}` }, { cause });
    if (failure !== undefined) throw problem(failure.text);
    if (answer === undefined || answer.status !== 200) throw problem(`${what} answered ${answer?.status}, not 200`);
    let json: Value;
    try {
      json = JSON.parse(body?.bytes.toString('utf8') ?? '') as Value;
    } catch (cause) {
      throw problem(`${what} answered something that is not JSON`, cause);
    }
    return toCount(await find(json, effects.count), { path: effects.count, problem });
  };
}

/** Waits until what was sent may have taken effect; ends early when the time is up. */
export async function waitForEffects(ms: number, { signal }: Deadline): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function find(json: Value, path: string): Promise<readonly unknown[]> {
  const { query } = await import('jsonpath-rfc9535');
  try {
    return query(json as JsonValue, path);
  } catch (cause) {
    throw new CheckProblem({ status: 'error', message: `effects.count: ${messageOf(cause)}` }, { cause });
  }
}

/** A number is the count, a list has as many as it is long, and a path that picks several items counts them. */
function toCount(
  found: readonly unknown[],
  of: { readonly path: string; readonly problem: (message: string) => CheckProblem },
): number {
  if (/[*?:]|\.\./.test(of.path)) return found.length;
  const [value] = found;
  if (Array.isArray(value)) return value.length;
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count === 'number' && Number.isInteger(count)) return count;
  throw of.problem(`there is ${value === undefined ? 'nothing' : 'no number and no list'} at ${of.path}`);
}
