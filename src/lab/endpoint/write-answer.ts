import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** An answer in JSON. `slowMs` spreads its body over that time; `isHalf` sends half of the body that its length promises. */
export type AnswerToWrite = {
  readonly status: number;
  readonly body: object;
  readonly location?: string;
  readonly retryAfterS?: number | undefined;
  readonly slowMs?: number;
  readonly isHalf?: boolean;
  readonly signal?: AbortSignal;
};

const slowParts = 20;

/** Writes an answer; resolves when it is on its way, or when the client has gone. */
export async function writeAnswer(response: ServerResponse, answer: AnswerToWrite): Promise<void> {
  const { status, location, retryAfterS, slowMs = 0, isHalf = false, signal } = answer;
  if (response.destroyed) return;
  const hasBody = status !== 204 && status !== 304;
  const text = Buffer.from(hasBody ? `${JSON.stringify(answer.body)}\n` : '');
  response.writeHead(status, {
    ...(hasBody ? { 'content-type': 'application/json', 'content-length': text.length } : {}),
    ...(location === undefined ? {} : { location }),
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    // A body that was not read to its end would be taken for the next request.
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  if (isHalf) {
    await new Promise<void>((resolve) => response.write(text.subarray(0, text.length / 2), () => resolve()));
    return;
  }
  const size = slowMs === 0 ? text.length : Math.max(1, Math.ceil(text.length / slowParts));
  for (let at = 0; at < text.length; at += size) {
    if (at > 0)
      await sleep(slowMs / slowParts, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (response.destroyed) return;
    response.write(text.subarray(at, at + size));
  }
  const ended = Promise.race([once(response, 'finish'), once(response, 'close')]).catch(() => undefined);
  response.end();
  await ended;
}
