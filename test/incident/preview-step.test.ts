import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { previewStep } from '../../src/incident/preview-step.ts';
import { runStep } from '../../src/incident/run-step.ts';
import type { Step } from '../../src/runbook/schema.ts';
import { createCheckContext } from '../helpers/check-context.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const scope = { bindings: { inputs: { token: 't' } }, missingInputs: [], sources: new Map(), testTargets: [] };
const call = (url: string, more: object = {}) =>
  ({
    id: 'call',
    risk: 'write',
    http: { url, method: 'POST', headers: {}, redirects: 'stop' },
    ...more,
  }) as unknown as Step;

test('a step that changes something tells what it would send, and why it would not', async () => {
  expect(await previewStep(call('http://crm.test/reset'), scope)).toEqual({
    status: 'blocked',
    reason: 'http://crm.test/reset is not a test target of this incident',
    unblock: 'If it is a test system and may be written to, name it: --test-target http://crm.test/reset',
    touches: [{ what: 'request', text: 'POST http://crm.test/reset', writes: true }],
  });
  expect(await previewStep(call('http://crm.test/reset'), { ...scope, testTargets: ['http://crm.test/'] })).toEqual({
    status: 'ready',
    touches: [{ what: 'request', text: 'POST http://crm.test/reset', writes: true }],
  });
});

test('a missing input and a condition that does not hold are told without what cannot be known', async () => {
  const needs = call('http://crm.test/${{ inputs.path }}');
  expect(await previewStep(needs, { ...scope, missingInputs: ['path'] })).toEqual({
    status: 'blocked',
    reason: 'input path was not given',
    unblock: 'Give --input path=…',
    touches: [],
  });
  expect(await previewStep(call('http://crm.test/', { when: 'inputs.token == ""' }), scope)).toEqual({
    status: 'not-applicable',
    reason: 'does not apply here: inputs.token == "" is false',
    touches: [],
  });
});

test('a parameter that is nothing but an optional input that nobody gave is left out where the check cannot use an empty one', async () => {
  const step = { id: 'certificate', tls: { host: 'crm.test', ca: '${{ inputs.ca }}' } } as unknown as Step;
  const of = (ca: string) => previewStep(step, { ...scope, bindings: { inputs: { ca } } });
  const connection = { what: 'connection', text: 'crm.test:443', writes: false };
  expect(await of('')).toEqual({ status: 'ready', touches: [connection] });
  expect((await of('/ca.pem')).touches).toEqual([{ what: 'file', text: '/ca.pem', writes: false }, connection]);
});

test('any kind of step that changes something is sent to a named test target only', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reset`;
  const run = async (step: Step, testTargets: readonly string[]) =>
    runStep(step, {
      ...scope,
      context: await createCheckContext({ testTargets }),
      signal: new AbortController().signal,
      progress: () => undefined,
      command: () => '',
    });
  expect(await run(call(url), [])).toMatchObject({
    status: 'blocked',
    say: `${url} is not a test target of this incident`,
  });
  expect(requests).toBe(0);
  expect(await run(call(url), [url])).toMatchObject({ status: 'pass' });
  expect(requests).toBe(1);
});
