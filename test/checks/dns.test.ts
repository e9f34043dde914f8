import { Resolver } from 'node:dns/promises';
import type { Answer, RecordType } from 'dns-packet';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { whyLookupDiffers } from '../../src/checks/dns/lookup.ts';
import { dns } from '../../src/checks/dns.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { type NameServer, type Reply, startNameServer } from '../helpers/name-server.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const open: NameServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const NXDOMAIN = 3;
const name = 'crm.example.com';
const a = (data: string, more: Partial<Answer> = {}): Answer =>
  ({ type: 'A', name, ttl: 300, data, ...more }) as Answer;
const soa: Answer = {
  type: 'SOA',
  name: 'example.com',
  ttl: 3600,
  data: { mname: 'ns.example.com', rname: 'x.example.com', minimum: 60 },
};

async function serve(
  replies: Reply | { readonly [type: string]: Reply },
  use?: { readonly tcp?: boolean },
): Promise<NameServer> {
  const isOne = Object.keys(replies).every((key) => key !== key.toUpperCase());
  const byType = replies as { readonly [type: string]: Reply };
  const server = await startNameServer((type) => (isOne ? (replies as Reply) : (byType[type] ?? {})), use);
  open.push(server);
  return server;
}

async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  return dns.run(dns.parameters.parse({ name, try_ms: 200, tries: 1, ...given }), await createCheckContext(parts));
}

/** Asks only for what DNS says: the name is not looked up as programs do where no addresses are asked for. */
const txt = (server: NameServer, more: Record<string, unknown> = {}) =>
  run({ resolvers: [server.text], types: ['TXT'], ...more });

const rowsOf = (facts: { readonly rows?: unknown }) => facts.rows as readonly { readonly [key: string]: unknown }[];

test('a name that resolves is a pass, with its records, how long they are kept, and the line that asks again', async () => {
  const server = await serve({ A: { answers: [a('192.0.2.2'), a('192.0.2.1')] } });
  const result = await run({ resolvers: [server.text], expect: { equals: ['192.0.2.1', '192.0.2.2'] } });
  expect(result.facts).toEqual({
    status: 'ok',
    resolves: true,
    records: ['192.0.2.1', '192.0.2.2'],
    chain: [],
    ttl: 300,
    agree: true,
    lookup: [],
    lookup_status: expect.any(String),
    lookup_differs: true,
    findings: ['lookup-differs'],
    details: [`programs on this machine get no address for ${name}, which is not what DNS says`],
    rows: [
      {
        resolver: server.text,
        type: 'A',
        status: 'ok',
        records: '192.0.2.1, 192.0.2.2',
        ttl: 300,
        ms: expect.any(Number),
      },
      { resolver: server.text, type: 'AAAA', status: 'nodata', records: '', ttl: null, ms: expect.any(Number) },
    ],
  });
  expect(result.verdict).toMatchObject({ outcome: 'lookup-differs', status: 'warn' });
  expect(result.command).toBe(`dig @127.0.0.1 -p ${server.port} +noedns ${name} A ${name} AAAA`);
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(dns.facts).sort());
});

const codes: readonly (readonly [status: string, reply: Reply, say: string, oracle: string])[] = [
  ['nxdomain', { rcode: NXDOMAIN, authorities: [soa] }, `${name} does not exist (NXDOMAIN)`, 'ENOTFOUND'],
  ['nodata', { authorities: [soa] }, `${name} exists, but has no TXT record`, 'ENODATA'],
  [
    'servfail',
    { rcode: 2 },
    'could not be resolved (SERVFAIL): the servers of the zone do not answer, or DNSSEC does not verify',
    'ESERVFAIL',
  ],
  ['refused', { rcode: 5 }, 'was refused an answer (REFUSED): the server does not resolve this for us', 'EREFUSED'],
  ['failed', { rcode: 4 }, 'got the answer NOTIMP', 'ENOTIMP'],
  ['timeout', { silent: true }, 'got no answer by UDP within 200 ms (try_ms)', 'ETIMEOUT'],
  [
    'malformed',
    { bytes: Buffer.from('8180000100010000000003', 'hex') },
    'came back as something that is no answer of DNS',
    'EBADRESP',
  ],
];

test.each(codes)('%s is told from the others, as c-ares tells it', async (status, reply, say, oracle) => {
  const server = await serve(reply);
  const result = await txt(server);
  expect(rowsOf(result.facts)[0]).toMatchObject({ resolver: server.text, status, records: '' });
  expect(result.facts).toMatchObject({ status, resolves: false, ttl: null });
  expect(result.verdict).toMatchObject({ outcome: status, status: 'fail' });
  expect(result.verdict.say).toContain(say);
  // What c-ares takes for no answer it waits out.
  if (status === 'malformed') return;
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([server.text]);
  await expect(resolver.resolveTxt(name)).rejects.toMatchObject({ code: oracle });
});

test('what does not exist may be remembered for as long as the SOA says', async () => {
  const server = await serve({ rcode: NXDOMAIN, authorities: [soa] });
  expect(rowsOf((await txt(server)).facts)[0]).toMatchObject({ ttl: 60 });
});

test('a name server where nothing listens is unreachable at once, not silent', async () => {
  const server = await serve({});
  await server.close();
  open.pop();
  const result = await run({ resolvers: [server.text], types: ['TXT'], try_ms: 5000 });
  expect(result.verdict).toEqual({
    outcome: 'unreachable',
    status: 'fail',
    say: `at ${server.text}, ${name} (TXT) could not be asked for: nothing listens there (UDP)`,
  });
});

test('a silent name server is asked again, and the whole check ends at its time-out', async () => {
  const server = await serve({ silent: true });
  const patient = await txt(server, { tries: 3, try_ms: 30 });
  expect(server.asked).toHaveLength(3);
  expect(patient.verdict.say).toContain('got no answer by UDP within 30 ms (try_ms), asked 3 times');
  const given = { resolvers: [server.text], types: ['TXT'], try_ms: 60_000 };
  const short = await run(given, { timeoutMs: 100 });
  expect(short.verdict.say).toContain('got no answer by UDP within 90 ms, the time-out of the check');
});

test('an answer too long for UDP is fetched by TCP', async () => {
  const data = Array.from({ length: 40 }, (_, index) => `part ${index} `.repeat(4));
  const server = await serve({ TXT: { truncated: true, answers: [{ type: 'TXT', name, ttl: 5, data }] } });
  const result = await txt(server);
  expect(server.asked).toEqual([`udp TXT ${name}`, `tcp TXT ${name}`]);
  expect(result.facts).toMatchObject({ status: 'ok', ttl: 5, records: [data.join('')] });
});

test('an answer too long for UDP where TCP is closed is told as that', async () => {
  const server = await serve({ truncated: true }, { tcp: false });
  const result = await txt(server);
  expect(result.verdict).toEqual({
    outcome: 'truncated',
    status: 'fail',
    say: `at ${server.text}, ${name} (TXT) has an answer too long for UDP, and TCP, which is meant for those, could not be had: nothing listens there (TCP)`,
  });
});

test('aliases are shown one by one, also where they lead nowhere', async () => {
  const alias = (from: string, to: string): Answer => ({ type: 'CNAME', name: from, ttl: 20, data: to });
  const chain = [alias(name, 'Edge.Example.NET'), alias('edge.example.net', 'pop.example.net')];
  const good = await serve({
    TXT: { answers: [...chain, { type: 'TXT', name: 'pop.example.net', ttl: 60, data: 'v=1' }] },
  });
  const result = await txt(good);
  expect(result.facts).toMatchObject({
    chain: [name, 'edge.example.net', 'pop.example.net'],
    records: ['v=1'],
    ttl: 20,
  });
  expect(result.verdict).toEqual({
    outcome: 'ok',
    status: 'pass',
    say: `${name} is an alias of edge.example.net → pop.example.net, v=1, for 20 s, at ${good.text}`,
  });
  const dangling = await serve({ rcode: NXDOMAIN, answers: chain });
  expect((await txt(dangling)).verdict.say).toBe(
    `${name} is an alias of edge.example.net → pop.example.net, which does not exist (NXDOMAIN)`,
  );
  const loop = await serve({ answers: [alias(name, 'b.example.com'), alias('b.example.com', name)] });
  expect((await txt(loop)).facts).toMatchObject({ status: 'nodata', chain: [name, 'b.example.com'] });
});

test('name servers that do not agree are a warning, or a fail where that is expected', async () => {
  const [one, two, down] = await Promise.all([
    serve({ TXT: { answers: [{ type: 'TXT', name, ttl: 1, data: 'new' }] } }),
    serve({ TXT: { answers: [{ type: 'TXT', name, ttl: 1, data: 'old' }] } }),
    serve({ silent: true }),
  ]);
  const given = { types: ['TXT'], resolvers: [one.text, two.text, down.text] };
  const result = await run(given);
  expect(result.facts).toMatchObject({ agree: false, status: 'mixed', findings: ['disagree', 'timeout'] });
  expect(result.verdict).toMatchObject({ outcome: 'disagree', status: 'warn' });
  const strict = await run({ ...given, expect: { agree: true } });
  expect(strict.verdict).toEqual({
    outcome: 'disagree',
    status: 'fail',
    say: `the name servers do not agree on ${name} TXT: ${one.text} says new; ${two.text} says old; also timeout`,
  });
});

test('the records that are expected are held against each name server', async () => {
  const [fresh, stale] = await Promise.all([
    serve({ A: { answers: [a('192.0.2.9')] } }),
    serve({ A: { answers: [a('192.0.2.1')] } }),
  ]);
  const given = { types: ['A'], resolvers: [fresh.text, stale.text] };
  expect((await run({ ...given, expect: { equals: '192.0.2.9' } })).verdict).toMatchObject({
    outcome: 'unexpected',
    status: 'fail',
    say: `${stale.text} answers 192.0.2.1, expected exactly 192.0.2.9; also disagree, lookup-differs`,
  });
  expect(
    (await run({ ...given, resolvers: [fresh.text], expect: { includes: ['192.0.2.9', '192.0.2.8'] } })).verdict.say,
  ).toContain(`${fresh.text} answers 192.0.2.9, without 192.0.2.8`);
  expect((await run({ ...given, resolvers: [fresh.text], expect: { max_ttl: 60 } })).verdict).toMatchObject({
    outcome: 'ttl',
    say: `${fresh.text} lets its A answer be kept for 300 s, expected at most 60 s; also lookup-differs`,
  });
});

test('an IPv6 address is the same however it is written', async () => {
  const server = await serve({ AAAA: { answers: [{ type: 'AAAA', name, ttl: 9, data: '2001:db8::1' }] } });
  const expected = { equals: ['2001:0DB8:0:0::0001'] };
  const result = await run({ types: ['AAAA'], resolvers: [server.text], expect: expected });
  expect(result.facts.findings).toEqual(['lookup-differs']);
});

test('a server that denies the name for one type only is told, since some resolvers then find nothing at all', async () => {
  const server = await serve({ A: { answers: [a('192.0.2.1')] }, AAAA: { rcode: NXDOMAIN } });
  expect((await run({ resolvers: [server.text] })).facts.findings).toEqual(['half-missing', 'lookup-differs']);
});

test('that a name does not resolve can be the pass, and silence is no proof of it', async () => {
  const expected = { expect: { resolves: false } };
  const gone = await serve({ rcode: NXDOMAIN });
  expect((await txt(gone, expected)).verdict).toEqual({
    outcome: 'nxdomain',
    status: 'pass',
    say: `${name} does not exist (NXDOMAIN), as expected`,
  });
  const there = await serve({ TXT: { answers: [{ type: 'TXT', name, ttl: 9, data: 'x' }] } });
  expect((await txt(there, expected)).verdict).toMatchObject({ outcome: 'resolves', status: 'fail' });
  const silent = await serve({ silent: true });
  await expect(txt(silent, expected)).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message: `whether ${name} resolves cannot be told: at ${silent.text}, it got no answer by UDP within 200 ms (try_ms)`,
  });
});

test('every type of record is told as dig prints it', async () => {
  const records: { readonly [T in RecordType]?: readonly [Answer, string] } = {
    MX: [{ type: 'MX', name, ttl: 1, data: { preference: 10, exchange: 'Mail.Example.com' } }, '10 mail.example.com'],
    SRV: [
      { type: 'SRV', name, ttl: 1, data: { priority: 1, weight: 2, port: 443, target: 'a.example.com' } },
      '1 2 443 a.example.com',
    ],
    NS: [{ type: 'NS', name, ttl: 1, data: 'ns1.example.com' }, 'ns1.example.com'],
    CAA: [
      { type: 'CAA', name, ttl: 1, data: { flags: 128, tag: 'issue', value: 'ca.example' } },
      '128 issue "ca.example"',
    ],
    CNAME: [{ type: 'CNAME', name, ttl: 1, data: 'other.example.com' }, 'other.example.com'],
    TXT: [{ type: 'TXT', name, ttl: 1, data: ['v=spf1 ', '-all'] }, 'v=spf1 -all'],
  };
  const server = await serve(
    Object.fromEntries(Object.entries(records).map(([type, [answer]]) => [type, { answers: [answer] }])),
  );
  const result = await run({ resolvers: [server.text], types: Object.keys(records) });
  expect(rowsOf(result.facts).map(({ records: told }) => told)).toEqual(Object.values(records).map(([, told]) => told));
  expect(result.verdict.status).toBe('pass');
});

test('texts are compared to the letter, names are not', async () => {
  const server = await serve({
    TXT: { answers: [{ type: 'TXT', name, ttl: 1, data: 'Token=aB' }] },
    CNAME: { answers: [{ type: 'CNAME', name, ttl: 1, data: 'Edge.example.net' }] },
  });
  const outcomeOf = async (type: string, equals: string) =>
    (await run({ resolvers: [server.text], types: [type], expect: { equals } })).verdict.outcome;
  expect(await outcomeOf('TXT', 'Token=aB')).toBe('ok');
  expect(await outcomeOf('TXT', 'token=ab')).toBe('unexpected');
  expect(await outcomeOf('CNAME', 'EDGE.example.net.')).toBe('ok');
});

test('a long answer is told in a line, and kept whole in the facts', async () => {
  const data = Array.from({ length: 12 }, (_, index) => `${index}`.padStart(2, '0').repeat(100));
  const answers = data.map((text): Answer => ({ type: 'TXT', name, ttl: 1, data: text }));
  const server = await serve({ TXT: { answers } });
  const result = await txt(server);
  expect(result.facts.records).toEqual(data);
  expect(result.verdict.say).toMatch(/^crm\.example\.com is (0+…, ).* and 4 more, for 1 s, at /);
  expect(result.verdict.say.length).toBeLessThan(1100);
});

test('whatever bytes come back, the check ends with a result', async () => {
  let bytes = Buffer.alloc(0);
  const server = await startNameServer(() => ({ bytes }));
  open.push(server);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 10, maxLength: 200 }), async (noise) => {
      // The mark of a response, so that it is read as one, and not cut.
      bytes = Buffer.from(noise);
      bytes[0] = ((bytes[0] ?? 0) | 0x80) & ~0x02;
      const result = await txt(server);
      expect(['nodata', 'nxdomain', 'servfail', 'refused', 'referral', 'failed', 'malformed', 'ok']).toContain(
        result.facts.status,
      );
    }),
    { numRuns: 200 },
  );
});

test('an address is asked for its name', async () => {
  const asked: string[] = [];
  const server = await startNameServer((type, query) => {
    asked.push(`${type} ${query}`);
    return { answers: [{ type: 'PTR', name: query, ttl: 1, data: 'host.example.com' }] };
  });
  open.push(server);
  const resolvers = [server.text];
  expect((await run({ name: '192.0.2.7', resolvers })).facts).toMatchObject({ records: ['host.example.com'] });
  const six = await run({ name: '2001:db8::567:89ab', resolvers });
  expect(asked).toEqual([
    'PTR 7.2.0.192.in-addr.arpa',
    // RFC 3596, 2.5, with another prefix.
    'PTR b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  ]);
  expect(six.command).toBe(`dig @127.0.0.1 -p ${server.port} +noedns -x 2001:db8::567:89ab`);
});

test('what programs use is held against DNS, and the hosts file is named where it says something else', async () => {
  const server = await serve({ rcode: NXDOMAIN });
  const result = await run({ name: 'localhost', resolvers: [server.text] });
  expect(result.facts).toMatchObject({ lookup_status: 'ok', lookup_differs: true });
  expect(result.facts.lookup).toContain('127.0.0.1');
  expect(result.verdict).toMatchObject({ outcome: 'nxdomain', status: 'fail' });
  expect(String(result.facts.details)).toMatch(
    /programs on this machine use .*127\.0\.0\.1.* for localhost, which is not what DNS says/,
  );
  const same = await serve({
    A: { answers: [a('127.0.0.1', { name: 'localhost' })] },
    AAAA: { answers: [{ type: 'AAAA', name: 'localhost', ttl: 1, data: '::1' }] },
  });
  expect((await run({ name: 'localhost', resolvers: [same.text] })).verdict).toMatchObject({
    outcome: 'ok',
    status: 'pass',
  });
});

test('why programs may use something else: the hosts file by its line, search domains, other services', async () => {
  const { folder, remove } = await writeFolder({
    hosts: '# 10.0.0.9 crm.example.com\n127.0.0.1 localhost\n10.0.0.7\tCRM.example.com crm # left from a test\n',
    'resolv.conf': 'search corp.example lab.example\nnameserver 10.0.0.2\n',
    'nsswitch.conf': 'hosts: files mdns4_minimal [NOTFOUND=return] dns # order\n',
  });
  const settings = {
    hosts: `${folder}/hosts`,
    resolvConf: `${folder}/resolv.conf`,
    nsswitch: `${folder}/nsswitch.conf`,
  };
  expect(await whyLookupDiffers(name, settings)).toEqual([`${folder}/hosts:3 gives 10.0.0.7`]);
  expect(await whyLookupDiffers('other.example.com', settings)).toEqual([
    `search domains are added to names (${folder}/resolv.conf: corp.example lab.example)`,
    `other services are asked besides DNS (${folder}/nsswitch.conf: mdns4_minimal)`,
  ]);
  await remove();
});

test('a cancelled check ends at once and says so', async () => {
  const server = await serve({ silent: true });
  const controller = new AbortController();
  const running = run(
    { resolvers: [server.text], types: ['TXT'], try_ms: 60_000 },
    { signal: controller.signal, timeoutMs: 60_000 },
  );
  running.catch(() => undefined);
  while (server.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'CheckProblem', message: 'cancelled' });
});

test.each([
  [{ name: 'a b' }, 'must be a name of DNS or an address'],
  [{ name: `${'x'.repeat(64)}.example` }, 'must be a name of DNS or an address'],
  [{ resolvers: ['ns1.example.com'] }, 'must be an address or address:port'],
  [{ expect: {} }, 'expects nothing'],
  [{ expect: { resolves: false, equals: 'x' } }, '`resolves: false` leaves no records to expect anything of'],
])('parameters %j are refused', (given, message) => {
  const parsed = dns.parameters.safeParse({ name, ...given });
  expect(JSON.stringify(parsed.error?.issues)).toContain(message);
});

test('what would be asked is told before anything is asked', () => {
  const given = dns.parameters.parse({
    name: 'Bücher.example',
    types: ['MX'],
    resolvers: ['10.0.0.2', '[2001:db8::1]:5353'],
  });
  expect(dns.touches(given, new Map())).toEqual([
    { what: 'query', text: 'dns xn--bcher-kva.example MX at 10.0.0.2', writes: false },
    { what: 'query', text: 'dns xn--bcher-kva.example MX at [2001:db8::1]:5353', writes: false },
  ]);
});
