import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { run, serve, serveTcp } from './serve.ts';

/** A server that gives one answer after the other, the last for good, and counts. */
async function serveInTurn(...answers: readonly RequestListener[]) {
  const seen: string[] = [];
  const port = await serve((incoming, response) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    seen.push(`${incoming.method}`);
    answer?.(incoming, response);
  });
  return { url: `http://127.0.0.1:${port}/`, seen };
}

const say =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(String(status));
  };
const retry = { times: 3, wait: '10ms' };

test('a GET that fails for now is tried again, and every attempt is shown', async () => {
  const { url, seen } = await serveInTurn(say(503), say(429), say(200));
  const { facts, evidence, verdict } = await run({ url, retry });
  expect(seen).toHaveLength(3);
  expect(verdict).toMatchObject({ outcome: 'ok', status: 'pass' });
  expect(facts).toMatchObject({
    attempts: 3,
    tries: [{ status: 503, at_ms: expect.any(Number) }, { status: 429 }, { status: 200, failure: null }],
  });
  expect(evidence.slice(0, 3)).toEqual(
    [503, 429, 200].map((status, index) => ({
      source: `attempt ${index + 1}`,
      text: expect.stringMatching(new RegExp(`^after \\d+ ms: answered ${status}, took \\d+ ms$`)),
    })),
  );
});

test('with expectations it is tried until they hold', async () => {
  const { url, seen } = await serveInTurn(say(200), say(404), say(201));
  const { facts } = await run({ url, retry, expect: { status: 201, attempts: '<= 3' } });
  expect(seen).toHaveLength(3);
  expect(facts.failed).toEqual([]);
  const late = await serveInTurn(say(404));
  const result = await run({ url: late.url, retry: { ...retry, times: 2 }, expect: { status: 404 } });
  expect([late.seen.length, result.verdict.status]).toEqual([1, 'pass']);
});

test.each([['POST'], ['PUT'], ['PATCH'], ['DELETE']])(
  'a %s that was sent is not repeated unless it is asked for',
  async (method) => {
    const { url, seen } = await serveInTurn(say(503), say(200));
    const once = await run({ url, method, retry });
    expect(seen).toEqual([method]);
    expect(once.evidence[0]).toEqual({
      source: 'attempt 1',
      text: `the last: a ${method} that was sent is not repeated unless retry says unsafe: true`,
    });
    await run({ url, method, retry: { ...retry, unsafe: true } });
    const safe = await serveInTurn(say(503), say(200));
    await run({ url: safe.url, method, retry, safe: true });
    expect([seen, safe.seen]).toEqual([
      [method, method],
      [method, method],
    ]);
  },
);

test('a POST whose answer was lost is not repeated, one that never left is', async () => {
  let count = 0;
  const port = await serveTcp((socket: Socket) => {
    count++;
    socket.once('data', () => socket.destroy());
  });
  await run({ url: `http://127.0.0.1:${port}/`, method: 'POST', retry });
  expect(count).toBe(1);
  const { facts } = await run({ url: 'http://127.0.0.1:9/', method: 'POST', retry: { ...retry, times: 2 } });
  expect(facts).toMatchObject({ attempts: 3, failure: 'refused' });
});

test('a POST that was redirected and then failed is not sent again', async () => {
  const seen: string[] = [];
  const port = await serve((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    if (incoming.url === '/') response.writeHead(303, { location: '/done' }).end();
    else response.writeHead(503).end();
  });
  await run({ url: `http://127.0.0.1:${port}/`, method: 'POST', redirects: 'follow', retry });
  expect(seen).toEqual(['POST /', 'GET /done']);
});

test('Retry-After goes before the pause, and is not waited for beyond the time-out', async () => {
  const soon = await serveInTurn(say(503, { 'retry-after': '0' }), say(200));
  expect((await run({ url: soon.url, retry: { times: 1, wait: '1h' } })).facts.status).toBe(200);
  const late = await serveInTurn(say(429, { 'retry-after': '120' }));
  const { evidence } = await run({ url: late.url, retry });
  expect(late.seen).toHaveLength(1);
  expect(evidence[0]?.text).toMatch(/^the last: Retry-After asks for 120 s, and 4\.\d s of the time-out are left$/);
});

test('what does not pass by itself is not tried again', async () => {
  const port = await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  const { facts, evidence } = await run({ url: `http://127.0.0.1:${port}/`, retry });
  expect(facts.attempts).toBe(1);
  expect(evidence[0]?.text).toBe('the last: not-http does not pass by itself');
});

test('an attempt has a limit of its own, which is named', async () => {
  let first = true;
  const port = await serve((_, response) => {
    if (!first) response.end();
    first = false;
  });
  const { facts, evidence } = await run({
    url: `http://127.0.0.1:${port}/`,
    retry: { ...retry, attempt_timeout: '100ms' },
  });
  expect(facts).toMatchObject({ status: 200, attempts: 2 });
  expect(evidence[0]?.text).toMatch(/did not answer within 100 ms \(attempt_timeout\)/);
});

test('a cancel ends the pause', async () => {
  const cancel = new AbortController();
  const { url, seen } = await serveInTurn(say(503, { 'retry-after': '60' }));
  const running = run({ url, retry }, { signal: cancel.signal, timeoutMs: 600_000 });
  const settled = expect(running).rejects.toMatchObject({ message: 'cancelled' });
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  setTimeout(() => cancel.abort(), 50);
  await settled;
});
