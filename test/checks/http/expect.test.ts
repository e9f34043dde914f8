import { expect, test } from 'vitest';
import { http } from '../../../src/checks/http.ts';
import { run, serve } from './serve.ts';

const order = {
  status: 'active',
  total: 12.5,
  tags: ['new', 'vip'],
  deleted_at: null,
  items: [
    { sku: 'a', n: 2 },
    { sku: 'b', n: 0 },
  ],
  access_token: 's3cret-value',
};

const answer = () =>
  serve((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-empty', '');
    response.setHeader('date', 'Mon, 23 Nov 2026 12:00:10 GMT');
    response.end(JSON.stringify(order));
  });

async function measure(given: object, more: object = {}) {
  const port = await answer();
  return run({ url: `http://127.0.0.1:${port}/`, expect: given, ...more }, { now: new Date('2026-11-23T12:00:00Z') });
}

test.each([
  [{ status: 200 }],
  [{ status: '2xx' }],
  [{ status: '< 300' }],
  [{ status: [404, '2xx'] }],
  [{ headers: { 'Content-Type': 'application/json' } }],
  [{ headers: { 'content-type': { contains: ['json', 'application'], matches: '^application/', lacks: 'html' } } }],
  [{ headers: { 'x-empty': { exists: true }, 'x-none': { exists: false } } }],
  [{ json: [{ path: '$.status', equals: 'active', not_equals: 'gone', matches: '^act' }] }],
  [
    {
      json: [
        { path: '$.total', compare: '> 12' },
        { path: '$.items[*]', count: 2 },
      ],
    },
  ],
  [
    {
      json: [
        { path: '$.deleted_at', equals: null, exists: true },
        { path: '$.nowhere', exists: false },
      ],
    },
  ],
  [{ json: [{ path: '$.tags', contains: 'vip', lacks: 'old', equals: ['new', 'vip'] }] }],
  [
    {
      json: [
        { path: '$.items[?@.n > 1].sku', equals: 'a' },
        { path: '$.items[0]', equals: { n: 2, sku: 'a' } },
      ],
    },
  ],
  [{ text: { contains: 'active', lacks: ['Exception', 'error'], matches: '"n":\\d' } }],
  [{ body_bytes: '<= 1000', total_ms: '< 5000', first_byte_ms: '< 5000', tcp_ms: '>= 0', redirects: 0, attempts: 1 }],
  [{ http_version: 1.1, url: { matches: '^http://127' }, date_skew_ms: '<= 10000' }],
])('%j holds', async (given) => {
  const { verdict, facts } = await measure(given);
  expect(verdict).toMatchObject({ outcome: 'as-expected', status: 'pass' });
  expect(facts.failed).toEqual([]);
  expect(facts.expected).toBeGreaterThan(0);
});

test.each([
  [{ status: 201 }, 'status 201, found 200'],
  [{ status: ['3xx', '>= 500'] }, 'status 3xx or >= 500, found 200'],
  [{ headers: { 'content-type': 'text/html' } }, 'header content-type "text/html", found "application/json"'],
  [{ headers: { 'x-none': { exists: true } } }, 'header x-none to be there, found nothing'],
  [{ headers: { 'x-none': { lacks: 'a', contains: 'b' } } }, 'header x-none to contain "b", found nothing'],
  [{ json: [{ path: '$.deleted_at', exists: false }] }, 'json $.deleted_at not to be there, found null'],
  [{ json: [{ path: '$.nowhere', equals: null }] }, 'json $.nowhere null, found nothing there'],
  [{ json: [{ path: '$.nowhere', not_equals: 1 }] }, 'json $.nowhere not 1, found nothing there'],
  [{ json: [{ path: '$.items[*].n', equals: 2 }] }, 'json $.items[*].n 2, found 2 values'],
  [{ json: [{ path: '$.items[*]', count: '> 2' }] }, 'json $.items[*] count > 2, found 2'],
  [{ json: [{ path: '$.total', equals: '12.5' }] }, 'json $.total "12.5", found 12.5'],
  [{ json: [{ path: '$.status', compare: '> 1' }] }, 'json $.status > 1, found "active"'],
  [{ text: { lacks: 'active' } }, /^text not to contain "active", found "\{/],
  [{ total_ms: '< 0' }, /^total_ms < 0, found \d/],
  [{ redirect_to: 'https://x.test/' }, 'redirect_to "https://x.test/", found nothing'],
  [{ date_skew_ms: '< 10000' }, 'date_skew_ms < 10000, found 10000'],
])('%j does not hold, and the answer says what was found', async (given, failed) => {
  const { verdict, facts, evidence } = await measure(given);
  expect(verdict).toMatchObject({ outcome: 'unexpected', status: 'fail' });
  expect(facts.failed).toEqual([typeof failed === 'string' ? failed : expect.stringMatching(failed)]);
  expect(evidence).toContainEqual({ source: 'expected', text: (facts.failed as string[])[0] });
});

test('all that failed is told at once', async () => {
  const { verdict, facts } = await measure({
    status: 404,
    json: [{ path: '$.status', equals: 'gone' }],
    total_ms: '< 0',
  });
  expect(facts.failed).toHaveLength(3);
  expect(verdict.say).toMatch(/not as expected: status 404, found 200, and 2 more$/);
});

test('what is secret in the answer is measured, and not shown', async () => {
  const right = await measure({ json: [{ path: '$.access_token', equals: 's3cret-value' }] });
  expect(right.verdict.status).toBe('pass');
  const wrong = await measure(
    { json: [{ path: '$.access_token', equals: 'other' }], text: { contains: 'nothing of the kind' } },
    { captures: { token: '$.access_token' } },
  );
  expect(wrong.facts.failed).toContain('json $.access_token "other", found "***"');
  expect(JSON.stringify([right, wrong])).not.toContain('s3cret-value');
});

test('an error is not as expected where only something else is expected', async () => {
  const port = await serve((_, response) => response.writeHead(503).end());
  const { facts } = await run({ url: `http://127.0.0.1:${port}/`, expect: { total_ms: '< 5000' } });
  expect(facts.failed).toEqual(['status below 400, as no other is expected, found 503']);
});

test.each([
  [{ tls_ms: '< 50' }, 'could not be judged: tls_ms < 50: there was no TLS handshake'],
  [{ dns_ms: '< 50' }, 'could not be judged: dns_ms < 50: no name had to be looked up'],
])('%j cannot be judged: no pass and no fail', async (given, message) => {
  await expect(measure(given)).rejects.toMatchObject({ name: 'CheckProblem', status: 'error', message });
});

test('of a body that was cut short only what is sure is judged', async () => {
  const cut = (given: object) => measure(given, { max_bytes: 20 });
  expect((await cut({ text: { contains: 'active' }, body_bytes: '> 20' })).verdict.status).toBe('pass');
  expect((await cut({ text: { lacks: 'active' } })).verdict.status).toBe('fail');
  expect((await cut({ body_bytes: '<= 20' })).facts.failed).toEqual(['body_bytes <= 20, found more than 20']);
  for (const given of [
    { text: { lacks: 'vip' } },
    { json: [{ path: '$.status', exists: true }] },
    { body_bytes: '< 30' },
  ])
    await expect(cut(given)).rejects.toMatchObject({ unblock: 'Raise max_bytes' });
});

test('a body that is no JSON fails what is expected of it', async () => {
  const port = await serve((_, response) => response.end('<html>'));
  const { facts } = await run({ url: `http://127.0.0.1:${port}/`, expect: { json: [{ path: '$.a', exists: true }] } });
  expect(facts.failed).toEqual(['json $.a to be in a JSON body, found a body that is not JSON']);
});

test('values can be kept by name: one, several, none', async () => {
  const { facts } = await measure(
    { status: 200 },
    { captures: { one: '$.status', all: '$..sku', none: '$.x', nil: '$.deleted_at' } },
  );
  expect(facts.captures).toEqual({ one: 'active', all: ['a', 'b'], none: null, nil: null });
});

test.each([
  ['$.items[', 'the JSONPath $.items[ cannot be read: '],
  ['$[?match(@.text, "(a+)+b")]', 'took longer than 1000 ms'],
  ['$[?@.text && $..*..*..*..*..*..*..*..*..*]', 'took longer than 1000 ms'],
])('the JSONPath %s is a problem, and does not hang', async (path, message) => {
  const deep = Array.from({ length: 12 }).reduce<unknown>((inner) => [inner, inner], 1);
  const port = await serve((_, response) => response.end(JSON.stringify([{ text: 'a'.repeat(40) }, deep])));
  const wanted = { url: `http://127.0.0.1:${port}/`, expect: { json: [{ path, exists: true }] } };
  await expect(run(wanted)).rejects.toMatchObject({ status: 'error', message: expect.stringContaining(message) });
});

test.each([
  [{}, 'asserts nothing: give at least one'],
  [{ headers: {} }, 'asserts nothing: give at least one'],
  [{ headers: { a: {} } }, 'asserts nothing: give at least one'],
  [{ json: [] }, 'asserts nothing: give at least one'],
  [{ json: [{ path: '$.a' }] }, 'asserts nothing: give at least one'],
  [{ text: {} }, 'asserts nothing: give at least one'],
  [{ status: 'ok' }, 'must be a status, a class like 2xx, or a comparison like "< 400"'],
  [{ total_ms: 'fast' }, 'must be a number, or a comparison like "<= 50"'],
  [{ text: { matches: '(a' } }, /cannot be read/],
])('expect: %j is an error of the schema', (given, message) => {
  const parsed = http.parameters.safeParse({ url: 'http://a.test', expect: given });
  const messages = JSON.stringify(parsed.error?.issues);
  expect(parsed.success).toBe(false);
  expect(messages).toMatch(typeof message === 'string' ? JSON.stringify(message).slice(1, -1) : message);
});
