import { createHmac, generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';

const secret = 'whsec_ocean-Blue_42+tide';
const body = '{"a":"ë"}';
const stamp = '1778497652';
const right = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
const request = (signature: string, content: string) =>
  `POST /in HTTP/1.1\r\nHost: h.example\r\nStripe-Signature: t=${stamp},v1=${signature}\r\n\r\n${content}`;
const arrived = ['--received-at', '2026-05-11T11:07:33Z'];

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const file = async (name: string, content: string | Uint8Array) => {
  await writeFile(path.join(program.home, name), content);
  return name;
};
const run = (
  argv: readonly string[],
  options: { readonly input?: string; readonly env?: Record<string, string> } = {},
) =>
  program.run(['check', 'signature', ...argv], {
    cwd: program.home,
    ...options,
    env: { HOOK_SECRET: secret, ...options.env },
  });

it('a request on standard input is recognised and verified', async () => {
  const ran = await run(['--request', '-', '--secret-env', 'HOOK_SECRET', ...arrived], { input: request(right, body) });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout.split('\n').slice(0, 2)).toEqual([
    'pass: standard input: the stripe signature is right',
    '  standard input  recognised as Stripe by its header stripe-signature',
  ]);
});

it('a mistake is told in words, in the same folders as typed, and the secret and the right signature nowhere', async () => {
  await file('delivery.http', request(right, `${body}\n`));
  const argv = ['--request', './delivery.http', '--scheme', 'stripe', '--secret-env', 'HOOK_SECRET', ...arrived];
  const text = await run(argv);
  expect(text.exitCode).toBe(3);
  expect(text.stdout).toContain('signed without a line end at the end; your body has one');
  expect(text.stdout).toContain('$ causebook check signature --request delivery.http --scheme stripe');
  const lost = await run(argv, { env: { HOOK_SECRET: `${secret}x` } });
  const json = await run([...argv, '--json'], { env: { HOOK_SECRET: `${secret}x` } });
  expect(JSON.parse(json.stdout)).toMatchObject({
    status: 'fail',
    outcome: 'invalid',
    facts: { cause: null, sig_check: 'matches_none' },
  });
  const wrong = createHmac('sha256', `${secret}x`).update(`${stamp}.${body}\n`).digest('hex');
  for (const { stdout, stderr } of [text, lost, json])
    for (const hidden of [secret, wrong]) expect(stdout + stderr).not.toContain(hidden);
});

it('a public key and a scheme of ones own come from files', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  await file('key.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
  await file(
    'acme.yaml',
    'header: X-Acme\nprefix: "a="\nalgorithm: ed25519\nencoding: base64\ntemplate: "{header:x-tenant}.{body}"\n',
  );
  const { sign } = await import('node:crypto');
  const signature = sign(null, Buffer.from(`t1.${body}`), privateKey).toString('base64');
  await file('acme.http', `POST / HTTP/1.1\r\nX-Tenant: t1\r\nX-Acme: a=${signature}\r\n\r\n${body}`);
  const ran = await run(['--request', 'acme.http', '--scheme-file', 'acme.yaml', '--key-file', 'key.pem']);
  expect(ran).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^pass: acme\.http: the custom signature is right\n/),
  });
  await file('bad.yaml', 'header: X-Acme\nalgoritm: sha1\n');
  expect(await run(['--request', 'acme.http', '--scheme-file', 'bad.yaml', '--key-file', 'key.pem'])).toMatchObject({
    exitCode: 2,
    stderr: 'causebook: unknown key "algoritm"',
  });
});

it.each([
  [
    [
      '--request',
      'delivery.http',
      '--secret-env',
      'HOOK_SECRET',
      '--custom',
      'header=X-A',
      '--custom',
      'template={bdy}',
    ],
    'causebook: --custom template: there is no {bdy}; there are {id}, {timestamp}, {body}, {url}, {method}, {secret}, {params}, {crc32}, {header:name} and {body:path}',
  ],
  [
    ['--request', 'delivery.http', '--secret-env', 'whsec_abcdefgh'],
    'causebook: what was given as the name of an environment variable is none. Put the secret there; it never goes on a command line.',
  ],
  [['--request', 'gone.http', '--secret-env', 'HOOK_SECRET'], 'causebook: there is no file "gone.http"'],
  [
    ['--request', 'delivery.http'],
    'causebook: no secret was given. Name the environment variable that holds it with --secret-env, or the public key with --key-file.',
  ],
  [
    ['--secret-env', 'HOOK_SECRET'],
    'causebook: no request was given. Give --request FILE, --request - for standard input, or --body FILE with --headers FILE.',
  ],
  [
    ['--request', 'delivery.http', '--scheme', 'strip', '--secret-env', 'HOOK_SECRET'],
    'causebook: there is no scheme "strip". Did you mean "stripe"?',
  ],
  [
    ['--request', 'delivery.http', '--secret-env', secret],
    'causebook: what was given as the name of an environment variable is none. Put the secret there; it never goes on a command line.',
  ],
  [
    ['--request', 'delivery.http', '--secret-env', 'HOOK_SECRET', '--entry', 'x'],
    'causebook: --entry "x" is not a number. Entries are counted from 1.',
  ],
  [
    [
      '--sign',
      '--scheme',
      'stripe',
      '--body',
      'b.json',
      '--secret-env',
      'HOOK_SECRET',
      '--url',
      'https://h.example/in',
    ],
    'causebook: https://h.example is no test endpoint: signed requests are made for this machine (127.0.0.1, localhost) and for test inputs of an incident only. Name the incident with --incident, if it has an input like test_url.',
  ],
  [
    ['--sign', '--body', 'b.json', '--secret-env', 'HOOK_SECRET', '--url', 'http://localhost/'],
    'causebook: --sign needs a scheme. Give --scheme, for example stripe.',
  ],
])('%j is refused with what to do', async (argv, message) => {
  expect(await run(argv)).toMatchObject({ exitCode: 2, stdout: '', stderr: message });
});

it('--sign makes a marked test request that verifies, for this machine', async () => {
  await file('event.json', body);
  const argv = [
    '--sign',
    '--scheme',
    'standard-webhooks',
    '--body',
    'event.json',
    '--secret-env',
    'SIGN_SECRET',
    '--url',
    'http://127.0.0.1:8080/hooks',
  ];
  const env = { SIGN_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
  const ran = await run([...argv, '-o', 'signed.http'], { env });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toMatch(
    /^TEST REQUEST for http:\/\/127\.0\.0\.1:8080\/hooks, signed as standard-webhooks: not a real event\. Nothing was sent\.\n\nIt is in signed\.http\.\n\n\$ curl /,
  );
  expect(ran.stdout).toContain(
    "--header 'x-causebook-test: made by causebook to test this endpoint; not a real event'",
  );
  expect(ran.stdout).toContain('--data-binary @event.json http://127.0.0.1:8080/hooks');
  expect(ran.stdout).not.toContain(env.SIGN_SECRET.slice(6));
  expect(await readFile(path.join(program.home, 'signed.http'), 'utf8')).toMatch(
    /^POST \/hooks HTTP\/1\.1\r\nhost: 127\.0\.0\.1:8080\r\n[\s\S]*webhook-id: causebook_test_/,
  );
  expect((await run(['--request', 'signed.http', '--secret-env', 'SIGN_SECRET'], { env })).exitCode).toBe(0);
  const json = JSON.parse((await run([...argv, '--json'], { env })).stdout);
  expect(json).toMatchObject({
    test: true,
    scheme: 'standard-webhooks',
    curl: expect.stringContaining('curl --include'),
  });
});

const runbook = `causebook: 1
id: lost-hooks
title: Lost webhooks
symptoms: [a webhook is missing]
owner: team-hooks
reviewed: 2026-11-01
parties: [{id: hub, name: Hub, role: sender, contact: "#hub"}]
inputs:
  - {id: test_url, type: url, ask: Where may be tested?}
  - {id: hook_secret, type: string, secret: true, env: HOOK_SECRET}
  - {id: old_secret, type: string, secret: true, env: OLD_SECRET, optional: true}
sources: []
axes:
  - id: cause
    question: Why is it missing?
    hypotheses: [{id: signature, title: The signature is refused, prior: 0.4}]
phases:
  - id: triage
    title: Triage
    steps:
      - id: verify
        title: Recompute the signature of a failed delivery
        observes: sig_check
        signature:
          scheme: stripe
          request: delivery.http
          secret: "\${{ inputs.hook_secret }}"
          other_secret: ["\${{ inputs.old_secret }}"]
          received_at: "2026-05-11T11:07:33Z"
        outcomes:
          - {id: matches_current, when: result.sig_check == 'matches_current'}
          - {id: matches_other_secret, when: result.sig_check == 'matches_other_secret', status: fail}
          - {id: matches_raw_only, when: result.sig_check == 'matches_raw_only', status: fail}
          - {id: timestamp_out, when: result.sig_check == 'timestamp_out', status: fail}
          - {id: matches_none, status: fail}
observations:
  - id: sig_check
    text: Which secret and which bytes does the signature of a failed delivery fit?
    group: signature
    cost: 0.5
    outcomes:
      - {id: matches_current, base: 0.45, evidence: {signature: against}}
      - {id: matches_other_secret, base: 0.04, evidence: {signature: strongly-for}}
      - {id: matches_raw_only, base: 0.02, evidence: {signature: strongly-for}}
      - {id: timestamp_out, base: 0.02, evidence: {signature: strongly-for}}
      - {id: matches_none, base: 0.47, evidence: {signature: for}}
fixes:
  - {id: same, tier: immediate, party: hub, title: Use the same secret, when: [signature], detail: Do it., verify: verify}
`;

it('in a runbook its facts feed the evidence, no secret is written, and a test input opens --sign', async () => {
  await file('runbook.yaml', runbook);
  await file('delivery.http', request(right, body));
  const argv = [
    'run',
    path.join(program.home, 'runbook.yaml'),
    '--evidence',
    program.home,
    '--input',
    'test_url=https://sandbox.example/in',
    '--ui',
    'none',
    '--json',
  ];
  const env = { HOOK_SECRET: 'whsec_another-one-99', OLD_SECRET: secret };
  const ran = await program.run(argv, { cwd: program.home, env });
  const { steps, axes, incident } = JSON.parse(ran.stdout);
  expect(steps[0]).toMatchObject({ status: 'fail', outcome: 'matches_other_secret', facts: { cause: 'other-secret' } });
  expect(axes[0].hypotheses[0].score_db).toBeGreaterThan(0);
  const folder = path.join(program.home, 'state', 'causebook', 'incidents', incident);
  for (const name of await readdir(folder)) {
    const written = await readFile(path.join(folder, name), 'utf8');
    for (const hidden of [secret, env.HOOK_SECRET]) expect(written).not.toContain(hidden);
  }
  await file('event.json', body);
  const sign = [
    '--sign',
    '--scheme',
    'stripe',
    '--body',
    'event.json',
    '--secret-env',
    'HOOK_SECRET',
    '--incident',
    incident,
  ];
  expect((await run([...sign, '--url', 'https://sandbox.example/in/hooks'])).exitCode).toBe(0);
  const elsewhere = await run([...sign, '--url', 'https://sandbox.example.evil.test/in']);
  expect(elsewhere).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Test inputs of the incident are test_url.'),
  });
});

it.skipIf(process.platform !== 'linux')('no secret is in the process list while a check waits', async () => {
  const child = execa('node', [bin, 'check', 'signature', '--request', '-', '--secret-env', 'HOOK_SECRET'], {
    env: { ...program.env, HOOK_SECRET: secret },
    reject: false,
  });
  const line = await readFile(`/proc/${child.pid}/cmdline`, 'utf8');
  child.stdin.end(request(right, body));
  await child;
  expect(line).toContain('HOOK_SECRET');
  expect(line).not.toContain(secret);
});

it.each([
  ['SIGINT', { exitCode: 130 }],
  ['SIGTERM', { signal: 'SIGTERM' }],
  ['SIGHUP', { signal: 'SIGHUP' }],
] as const)(
  'while the request is pasted, %s ends it quietly, and nothing of the delivery stays',
  async (signal, ends) => {
    const scratch = path.join(program.home, signal);
    await mkdir(scratch);
    const key = await file('key.pem', 'key');
    const child = execa(
      'node',
      [bin, 'check', 'signature', '--key-file', key, '--request', '-', '--secret-env', 'HOOK_SECRET'],
      {
        env: { ...program.env, HOOK_SECRET: secret, TMPDIR: scratch },
        cwd: program.home,
        stdin: 'pipe',
        reject: false,
      },
    );
    child.stdin.write(request(right, body));
    await vi.waitFor(async () => expect(await readdir(scratch)).toHaveLength(1), { timeout: 10_000, interval: 20 });
    child.kill(signal);
    expect(await child).toMatchObject({ ...ends, stdout: '', stderr: '' });
    expect(await readdir(scratch)).toEqual([]);
  },
);

it('nothing of a delivery stays once it has been checked', async () => {
  const scratch = path.join(program.home, 'checked');
  await mkdir(scratch);
  const ran = await run(['--request', '-', '--secret-env', 'HOOK_SECRET', ...arrived], {
    input: request(right, body),
    env: { TMPDIR: scratch },
  });
  expect(ran.exitCode).toBe(0);
  expect(await readdir(scratch)).toEqual([]);
});
