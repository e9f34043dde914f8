import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { http } from '../../../src/checks/http.ts';
import { messageOf } from '../../../src/errors.ts';
import { parseRunbook } from '../../../src/runbook/parse.ts';
import { run, serve } from './serve.ts';

const small = readFileSync(new URL('../../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');

/** What loading a runbook says whose first step is followed by this one. */
function problemsOf(step: string): readonly string[] {
  const text = small.replace('      - id: asked', () => `      - id: sent\n        ${step}\n      - id: asked`);
  try {
    parseRunbook(text, 'r.yaml');
  } catch (error) {
    return messageOf(error).split('\n');
  }
  return [];
}

const turn = '`causebook check http --curl … --as-step` turns it into a step';

test.each([
  ['http: {url: "https://a.test/", method: HEAD}'],
  ['http: {url: "${{ inputs.parcel_id }}/x", expect: {status: 200, total_ms: "<= ${{ inputs.count }}"}}'],
  ['http: {url: "https://a.test/", json: {id: "${{ inputs.parcel_id }}"}}\n        risk: write'],
  ['http: {url: "https://a.test/", method: POST, body: "{}", safe: true}'],
  ['http: {curl: "curl -sS https://a.test/", expect: {json: [{path: $.a, equals: "${{ inputs.count }}"}]}}'],
])('a runbook with %s loads', (step) => {
  expect(problemsOf(step)).toEqual([]);
});

const unmarked =
  'r.yaml:40:15: step "sent" sends a request that may change something, and is not marked so. Give the step `risk: write`; or, where the request only reads, `safe: true` beside its method.';

test.each([
  ['http: {url: "https://a.test/", method: DELETE}', unmarked],
  ['http: {url: "https://a.test/", form: {a: b}}', unmarked],
  ['http: {curl: "curl -d a=b https://a.test/"}', unmarked],
  [
    'http: {url: "https://a.test/", curl: "curl https://a.test"}',
    'r.yaml:40:15: phases[0].steps[1].http: needs either url or curl',
  ],
  [
    'http: {url: "https://a.test/", body: a, json: 1}',
    'r.yaml:40:15: phases[0].steps[1].http: body and json cannot stand together',
  ],
  [
    'http: {curl: "curl -F a=b https://a.test"}',
    'r.yaml:40:22: phases[0].steps[1].http.curl: not understood of the curl line: -F',
  ],
  [
    'http: {curl: "curl --retry 99 https://a.test"}',
    'r.yaml:40:22: phases[0].steps[1].http.curl: retry.times of the line: must be at most 20',
  ],
  [
    'http: {curl: "curl https://a.test -H \'Authorization: Bearer abc\'"}',
    `r.yaml:40:22: phases[0].steps[1].http.curl: it holds a credential (Authorization): ${turn} with an input for it`,
  ],
  [
    'http: {curl: "curl https://a.test/${{ inputs.parcel_id }}"}',
    `r.yaml:40:22: phases[0].steps[1].http.curl: a curl line cannot hold a template: ${turn} that can`,
  ],
  [
    'http: {url: "https://a.test/", expect: {}}',
    'r.yaml:40:48: phases[0].steps[1].http.expect: asserts nothing: give at least one',
  ],
  [
    'http: {url: "https://a.test/", expect: {statsu: 200, url: a}}',
    'r.yaml:40:49: unknown key "statsu". Did you mean "status"?',
  ],
])('a runbook with %s does not load', (step, problem) => {
  expect(problemsOf(step)).toEqual([problem]);
});

test('what a step touches is told before it is run: files, the proxy and the request, its credentials left out', () => {
  const touches = (given: object) => http.touches(http.parameters.parse(given), new Map());
  expect(
    touches({
      url: 'https://u:secret@a.test/x?token=abcdef&page=2',
      json: {},
      ca: 'ca.pem',
      cert: 'c.pem',
      key: 'k.pem',
      proxy: 'http://u:pw@proxy.test:3128',
    }),
  ).toEqual([
    { what: 'file', text: 'ca.pem', writes: false },
    { what: 'file', text: 'c.pem', writes: false },
    { what: 'file', text: 'k.pem', writes: false },
    { what: 'connection', text: 'proxy proxy.test:3128', writes: false },
    { what: 'request', text: 'POST https://u:***@a.test/x?token=***&page=2', writes: true },
  ]);
  expect(touches({ curl: 'curl -I https://a.test' })).toEqual([
    { what: 'request', text: 'HEAD https://a.test/', writes: false },
  ]);
  expect(touches({ url: '${{ inputs.url }}/x', method: 'POST', safe: true })).toEqual([
    { what: 'request', text: 'POST ${{ inputs.url }}/x', writes: false },
  ]);
});

test('a curl line is sent as it stands, and what it leaves open is taken from beside it', async () => {
  const port = await serve((incoming, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: incoming.method, a: incoming.headers['x-a'], b: incoming.headers['x-b'] }));
  });
  const { facts } = await run({
    curl: `curl -X PUT http://127.0.0.1:${port}/ -H 'x-a: line'`,
    headers: { 'x-b': 'beside' },
    expect: { json: [{ path: '$', equals: { method: 'PUT', a: 'line', b: 'beside' } }] },
  });
  expect(facts.failed).toEqual([]);
});
