import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startNameServer } from '../helpers/name-server.ts';
import { createProgram, type Program } from '../helpers/program.ts';
import { startServer } from '../helpers/stores/server.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A runbook with these steps and sources, and nothing else to it. */
async function writeRunbook(of: {
  readonly steps: string;
  readonly sources?: string;
  readonly inputs?: string;
}): Promise<string> {
  const text = `causebook: 1
id: endpoints
title: Endpoints
symptoms: [an endpoint does not answer]
owner: team-endpoints
reviewed: 2026-11-01
parties:
  - {id: crm, name: CRM, role: receiver}
${of.inputs === undefined ? '' : `inputs:\n${of.inputs}`}${of.sources === undefined ? '' : `sources:\n${of.sources}`}axes:
  - id: where
    question: Where is it?
    hypotheses:
      - {id: here, title: Here, prior: 0.5}
phases:
  - id: triage
    title: Triage
    steps:
${of.steps}      - id: seen
        ask: Was it seen?
        observes: sighting
        choices: [{id: yes, label: It was}, {id: no, label: It was not}]
observations:
  - id: sighting
    text: Was it seen?
    group: sight
    cost: 1
    outcomes:
      - {id: yes, base: 0.5, evidence: {here: for}}
      - {id: no, base: 0.5, evidence: {here: against}}
`;
  const { folder, remove } = await writeFolder({ 'runbook.yaml': text });
  closers.push(remove);
  return path.join(folder, 'runbook.yaml');
}

type Step = {
  readonly id: string;
  readonly status: string;
  readonly say: string;
  readonly pictures?: readonly object[];
  readonly command: string;
};

async function run(file: string, more: readonly string[] = []): Promise<readonly Step[]> {
  return (await runWhole(file, more)).steps;
}

async function runWhole(
  file: string,
  more: readonly string[],
): Promise<{ readonly incident: string; readonly steps: readonly Step[] }> {
  const ran = await program.run(['run', file, '--ui', 'none', '--json', ...more]);
  expect(ran.stderr).not.toContain('error');
  return JSON.parse(ran.stdout);
}

test('twenty endpoints are all in flight at once: each is answered only when the last has been asked', async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => {
    waiting.push(response);
    if (waiting.length === 20) for (const one of waiting) one.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ids = Array.from({ length: 20 }, (_, index) => `endpoint_${index}`);
  const file = await writeRunbook({
    steps: ids.map((id) => `      - {id: ${id}, http: {url: "${url}/${id}"}}\n`).join(''),
  });
  const steps = await run(file);
  expect(steps.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual(ids);
});

test('names, ports and metrics are checked in a walk, and what is drawn stands in the JSON and the note', async () => {
  const names = await startNameServer((type, name) =>
    type === 'A' ? { answers: [{ type: 'A', name, ttl: 60, data: '192.0.2.9' }] } : {},
  );
  const port = createTcpServer((socket) => socket.end());
  await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
  const now = Math.floor(Date.now() / 1000);
  const values = Array.from({ length: 100 }, (_, index) => [now - 6000 + index * 60, String(index % 50)]);
  const prometheus = await startServer(() => ({
    status: 200,
    body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } }),
  }));
  closers.push(names.close, () => new Promise((resolve) => port.close(resolve)), prometheus.close);
  const file = await writeRunbook({
    inputs: '  - {id: shop, type: string, example: "x"}\n  - {id: prometheus_url, type: url, example: "http://x"}\n',
    sources:
      '  - {id: metrics, party: crm, title: Prometheus, metrics: {prometheus: {url: "${{ inputs.prometheus_url }}"}}}\n',
    steps: `      - {id: name, dns: {name: crm.example.com, types: [A], resolvers: ["${names.text}"], expect: {equals: 192.0.2.9}}}
      - {id: port, tcp: {host: 127.0.0.1, port: ${(port.address() as AddressInfo).port}}}
      - id: errors
        metric: {source: metrics, query: 'rate(errors{shop="\${{ inputs.shop }}"}[5m])', expect: {max: 30}}
        outcomes:
          - {id: many, when: result.breached && result.max > 40.0, status: fail, say: "up to \${{ result.max }} errors"}
          - {id: few}
`,
  });
  const { incident, steps } = await runWhole(file, [
    '--input',
    'shop=a"} or vector(1) #',
    '--input',
    `prometheus_url=${prometheus.url}`,
  ]);
  expect(steps.map(({ id, status }) => [id, status])).toEqual([
    ['name', 'warn'],
    ['port', 'fail'],
    ['errors', 'fail'],
    ['seen', 'pending'],
  ]);
  expect(prometheus.requests[0]?.query.get('query')).toBe('rate(errors{shop="a\\"} or vector(1) #"}[5m])');
  expect(steps[2]).toMatchObject({
    say: 'up to 49 errors',
    pictures: [{ kind: 'line', limits: [{ label: 'max', value: 30 }] }],
  });
  const note = await program.run(['note', incident]);
  expect(note.stdout).toContain('Values over time: the incident is marked under them');
  expect(note.stdout).toContain('max 30│');
  expect(note.stdout).toMatch(/├─+ incident ─+┤/);
});

test.each([
  [
    'metric: {source: metrics, query: "errors[${{ inputs.range }}]", expect: {max: 1}}',
    'stands outside a string of the query',
  ],
  ['metric: {source: nowhere, query: errors, expect: {max: 1}}', 'unknown source "nowhere"'],
  ['metric: {source: metrics, query: errors}', 'step "probe" judges nothing. Give it `expect` or `outcomes`.'],
  ['metric: {source: metrics, query: errors, expect: {}}', 'needs at least one of max, min, below, above and no_data'],
  ['dns: {name: crm, expect: {}}', 'expects nothing'],
  ['dns: {name: crm, resolvers: [ns.example.com]}', 'must be an address or address:port'],
  ['tcp: {host: crm}', 'needs `host` and `port`, or `targets`'],
  ['tcp: {host: crm, port: 99999}', 'must be at most 65535'],
])('%s is found by lint, with its place', async (step, message) => {
  const file = await writeRunbook({
    inputs: '  - {id: range, type: string, example: 5m}\n',
    sources:
      '  - {id: metrics, party: crm, title: Prometheus, metrics: {prometheus: {url: "http://127.0.0.1:9090"}}}\n',
    steps: `      - {id: probe, ${step}}\n`,
  });
  const { exitCode, stdout, stderr } = await program.run(['lint', file]);
  expect(exitCode).toBe(2);
  expect(`${stdout}${stderr}`).toMatch(/runbook\.yaml:2\d:\d+: /);
  expect(`${stdout}${stderr}`).toContain(message);
});

test('a credential of a metrics source must come from a secret input', async () => {
  const file = await writeRunbook({
    inputs: '  - {id: token, type: string, example: x}\n',
    sources:
      '  - id: metrics\n    party: crm\n    title: Prometheus\n    metrics: {prometheus: {url: "http://x", token: "${{ inputs.token }}"}}\n',
    steps: '      - {id: probe, metric: {source: metrics, query: errors, expect: {max: 1}}}\n',
  });
  const { exitCode, stderr } = await program.run(['lint', file]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/runbook\.yaml:\d+:\d+: input "token" is not secret, but is used as a credential/);
});
