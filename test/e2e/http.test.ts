import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { bin, createProgram, type Program } from '../helpers/program.ts';

let program: Program;
let server: Server;
let url: string;
const waiting: (() => void)[] = [];
const pages: { readonly [path: string]: RequestListener } = {
  '/json': (_, response) => response.setHeader('content-type', 'application/json').end('{"status":"active","n":[1,2]}'),
  '/escapes': (_, response) => {
    response.writeHead(500, 'Bad\u0080\u009b', { 'x-a': 'b' });
    response.end('\u001b[2J\u001b]0;owned\u0007 red\u009b31m \u202e\r\nend');
  },
  '/bomb': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50_000_000))),
  '/endless': (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  },
  '/never': () => {
    for (const arrived of waiting.splice(0)) arrived();
  },
};

beforeAll(async () => {
  program = await createProgram();
  server = createServer((request, response) => pages[request.url?.split('?')[0] ?? '']?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await program.remove();
});

const check = (argv: readonly string[], options: Parameters<Program['run']>[1] = {}) =>
  program.run(['check', 'http', ...argv], options);

test('what is expected is measured, and the exit code says how it came out', async () => {
  const expected = [
    'status 2xx',
    'json $.status == active',
    'json $.n[*] count 2',
    'header content-type contains json',
    'total_ms < 5000',
  ];
  const flags = expected.flatMap((text) => ['--expect', text]);
  const good = await check([`${url}/json`, ...flags]);
  expect(good.stderr).toBe('');
  expect(good.exitCode).toBe(0);
  expect(good.stdout).toMatch(
    /, as expected \(status, header content-type, json \$\.status, json \$\.n\[\*\], total_ms\)\n/,
  );
  const bad = await check([`${url}/json`, '--expect', 'status 404', '--expect', 'text lacks active']);
  expect(bad.exitCode).toBe(3);
  expect(bad.stdout).toMatch(/\n {2}expected {2}status 404, found 200\n {2}expected {2}text not to contain "active"/);
});

test('an answer full of terminal escapes reaches the terminal as text', async () => {
  for (const flags of [[], ['--json'], ['--expect', 'text contains nothing']]) {
    const { stdout, stderr } = await check([`${url}/escapes`, ...flags]);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toMatch(/owned/);
  }
});

test.each([
  ['no such host', 'http://no-such-host.invalid/', 3, /has no address$|no name server answered/m],
  ['a URL that is none', 'not a url', 2, /the URL: must be an http:\/\/ or https:\/\/ URL/],
  ['a scheme that is not HTTP', 'ftp://a.test/', 2, /must be an http:\/\/ or https:\/\/ URL/],
])('%s is told', async (_, target, exitCode, text) => {
  const { stdout, stderr, exitCode: found } = await check([target]);
  expect(stdout + stderr).toMatch(text);
  // Where there is no name server at all, nobody can tell whether the host exists.
  expect([exitCode, 5]).toContain(found);
});

test.each([
  ['a gzip bomb', '/bomb'],
  ['an endless body', '/endless'],
])('%s ends at the limit', async (_, page) => {
  const { stdout, exitCode } = await check([`${url}${page}`, '--max-bytes', '1000']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/its body goes on beyond the 1000 bytes that were read/);
});

test('a server that never answers is a time-out that names its limit', async () => {
  const { stdout, exitCode } = await check([`${url}/never`, '--timeout', '1s']);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/took the request but did not answer within \d+ ms \(the time-out of the check\)/);
});

test('Ctrl-C ends a request that waits', async () => {
  const arrived = new Promise<void>((resolve) => waiting.push(resolve));
  const child = execa('node', [bin, 'check', 'http', `${url}/never`], { env: program.env, reject: false });
  await arrived;
  child.kill('SIGINT');
  expect(await child).toMatchObject({ exitCode: 130, stdout: '' });
});

test('a curl line is read from the command line, a file and standard input', async () => {
  const line = `curl -sS ${url}/json -H 'accept: application/json'`;
  const file = path.join(program.home, 'line.txt');
  await writeFile(file, line);
  for (const [given, input] of [
    [line, undefined],
    [file, undefined],
    ['-', line],
  ] as const) {
    const { stdout, stderr, exitCode } = await check(
      ['--curl', given, '--expect', 'status 200'],
      input === undefined ? {} : { input },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`--header 'accept: application/json' ${url}/json`);
    expect(stderr).toBe('left out of the curl line, as it does not change what is sent: -s -S');
  }
  const unknown = await check(['--curl', `curl -F a=b --warp ${url}`]);
  expect(unknown).toMatchObject({ exitCode: 2, stderr: 'causebook: not understood of the curl line: -F, --warp' });
});

test('a curl line becomes a step that holds no credential, loads, and can be run', async () => {
  const secrets = ['t0ken-value', 'qu3ry-value', 'b0dy-value', 'c00kie-value'];
  const line = `curl '${url}/json?api_key=qu3ry-value' -X POST -H 'Authorization: Bearer t0ken-value' -b 'sid=c00kie-value' --json '{"client_secret":"b0dy-value","name":"it'\\''s"}'`;
  const { stdout, exitCode } = await check(['--curl', line, '--as-step', '--expect', 'status 200']);
  expect(exitCode).toBe(0);
  for (const secret of secrets) expect(stdout).not.toContain(secret);
  const { inputs, steps } = parse(stdout) as { inputs: object[]; steps: object[] };
  expect(inputs).toEqual(
    ['authorization', 'cookie', 'api_key', 'client_secret'].map((id) => ({
      id,
      type: 'string',
      secret: true,
      env: id.toUpperCase(),
    })),
  );
  expect(steps).toEqual([
    {
      id: 'post_json',
      http: {
        url: `${url}/json?api_key=\${{ inputs.api_key }}`,
        headers: {
          Authorization: 'Bearer ${{ inputs.authorization }}',
          cookie: '${{ inputs.cookie }}',
          'content-type': 'application/json',
          accept: 'application/json',
        },
        method: 'POST',
        body: '{"client_secret":"${{ inputs.client_secret }}","name":"it\'s"}',
        expect: { status: 200 },
      },
      risk: 'write',
    },
  ]);
  const small = parse(await readFile(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8'));
  // It is too small to settle anything, which lint would tell.
  for (const hypothesis of small.axes[0].hypotheses) hypothesis.never = 'too small';
  small.inputs.push(...inputs);
  small.phases[0].steps.push(...steps);
  const runbook = path.join(program.home, 'step.yaml');
  await writeFile(runbook, stringify(small));
  const linted = await program.run(['lint', runbook]);
  expect(linted.stderr).toBe('');
  expect(linted.exitCode).toBe(0);
  const env = { AUTHORIZATION: 'a-a-a-a', COOKIE: 'b-b-b-b', API_KEY: 'c-c-c-c', CLIENT_SECRET: 'd-d-d-d' };
  const named = ['--test-target', url, '--confirm-writes'];
  const ran = await program.run(['check', 'step', runbook, 'post_json', ...named], { env });
  expect(ran.stdout).toMatch(/answered|as expected/);
  expect(ran.stdout).not.toMatch(/a-a-a-a|b-b-b-b|c-c-c-c|d-d-d-d/);
});
