import { expect, test } from 'vitest';
import { limits } from '../../../src/checks/signature/search/search.ts';
import { check, github, raw, stripe } from './check.ts';

const rows = Array.from({ length: 13_000 }, (_, n) => ({
  id: n,
  name: `Zoë ${n} <b>/x</b>`,
  amount: n / 4,
  ok: true,
  more: 'abcdefg',
}));
const large = JSON.stringify(rows);
const mebibyte =
  large.slice(0, 0) +
  JSON.stringify(rows.slice(0, Math.floor((rows.length * limits.bodyBytes * 0.97) / Buffer.byteLength(large))));

/** The machine is shared: what counts is the time of the processor. */
async function timed(run: () => ReturnType<typeof check>) {
  const before = process.cpuUsage();
  const measured = await run();
  const { user, system } = process.cpuUsage(before);
  return { ...measured, ms: (user + system) / 1000 };
}

test('a body of 1 MiB is searched in less than 1 s, and at most 2,000 combinations are tried', async () => {
  expect(Buffer.byteLength(mebibyte)).toBeGreaterThan(0.9 * limits.bodyBytes);
  // Loads the modules, which no later check has to.
  await check({ 'request.http': raw(github(''), '') }, { scheme: 'github' });
  for (const body of [mebibyte, 'x'.repeat(limits.bodyBytes)]) {
    const files = { 'request.http': raw(stripe('something else'), body) };
    const { facts, verdict, ms } = await timed(() => check(files, { scheme: 'stripe' }));
    expect(ms).toBeLessThan(1000);
    expect(verdict.outcome).toBe('invalid');
    expect(facts.combinations_tried).toBeLessThanOrEqual(2000);
  }
});

test('a large body that was re-serialised is still told', async () => {
  const { facts } = await check(
    { 'request.http': raw(github(JSON.stringify(JSON.parse(mebibyte), null, 2)), mebibyte) },
    { scheme: 'github' },
  );
  expect(facts.cause).toBe('body-reserialised');
});

test('a body beyond 1 MiB is verified, and said not to be searched', async () => {
  const body = 'y'.repeat(limits.bodyBytes + 1);
  expect((await check({ 'request.http': raw(github(body), body) }, { scheme: 'github' })).verdict.status).toBe('pass');
  const { verdict, evidence } = await check({ 'request.http': raw(github('no'), body) }, { scheme: 'github' });
  expect(verdict.say).toBe('request.http: the github signature does not match this body and secret');
  expect(evidence[0]?.text).toBe('the body has 1048577 bytes: causes are looked for in bodies up to 1 MiB');
});

test('a file beyond 4 MiB is refused', async () => {
  await expect(
    check({ 'request.http': raw(github('no'), Buffer.alloc(4_200_000)) }, { scheme: 'github' }),
  ).rejects.toThrow('request.http is larger than 4 MiB');
});

test('hostile bodies and headers end the search like any other', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  for (const body of [
    deep,
    `{"data":${deep}}`,
    `"${'\\u0041'.repeat(50_000)}"`,
    `${' '.repeat(900_000)}x`,
    `${'\n'.repeat(900_000)}x`,
    `{"a":1${'\t '.repeat(400_000)}}`,
    `"${' "'.repeat(400_000)}`,
    '%'.repeat(100_000),
    '&='.repeat(100_000),
    `${'A'.repeat(99_999)}=`,
  ]) {
    const headers = { 'x-hub-signature-256': `sha256=${'a'.repeat(60_000)}` };
    const { verdict, ms } = await timed(() => check({ 'request.http': raw(headers, body) }, { scheme: 'github' }));
    expect(verdict.status).toBe('fail');
    expect(ms).toBeLessThan(1000);
  }
});

test('hostile headers are read in no time: long runs of spaces, thousands of signatures, broken dictionaries', async () => {
  const signatures = Array.from({ length: 40_000 }, (_, n) => `v1=${String(n).padStart(64, '0')}`).join(',');
  const rows = [
    ['github', { 'x-hub-signature-256': `sha256=${' '.repeat(900_000)}x` }],
    ['stripe', { 'stripe-signature': `t=1,${signatures}` }],
    [
      'rfc9421',
      { host: 'h', 'signature-input': `a=(${'"x" '.repeat(100_000)})`, signature: `a=:${'A'.repeat(100_000)}:` },
    ],
    ['rfc9421', { host: 'h', 'signature-input': `${' '.repeat(400_000)}x`, signature: `a${'('.repeat(400_000)}` }],
  ] as const;
  for (const [scheme, headers] of rows) {
    const { verdict, ms } = await timed(() => check({ 'request.http': raw(headers as never, '{}') }, { scheme }));
    expect(verdict.status).toBe('fail');
    expect(ms).toBeLessThan(1000);
  }
});
