import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/checks/http/failure.ts';

const target = { host: 'api.partner.example', port: 443 };
const running = { hit: () => undefined, limitMs: 1000 };
const late = { hit: () => 'timeout' as const, limitMs: 1000 };
const thrown = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['ENOTFOUND', 'dns', 'not-found', 'the name api.partner.example has no address'],
  ['EHOSTUNREACH', 'tcp', 'unreachable', 'api.partner.example:443 cannot be reached: no route to host'],
  ['ETIMEDOUT', 'tcp', 'timeout', "api.partner.example:443 did not answer within the operating system's limit"],
  ['ECONNRESET', 'tls', 'reset', 'api.partner.example:443 closed the connection during the TLS handshake'],
  ['CERT_HAS_EXPIRED', 'tls', 'tls', 'TLS with api.partner.example:443 failed: CERT_HAS_EXPIRED (CERT_HAS_EXPIRED)'],
  ['HPE_HEADER_OVERFLOW', 'answer', 'not-http', 'api.partner.example:443 answered with more than 256 KiB of headers'],
] as const)('%s while busy with %s is %s', (code, phase, id, text) => {
  expect(describeFailure({ error: thrown(code), phase, target, deadline: running })).toMatchObject({ id, text });
});

test('several addresses that all refuse are a refusal', () => {
  const error = new AggregateError([thrown('ECONNREFUSED'), thrown('ECONNREFUSED')]);
  expect(describeFailure({ error, phase: 'tcp', target, deadline: running })).toMatchObject({ id: 'refused' });
});

test.each([
  ['EAI_AGAIN', 'dns', running, 'no name server answered for api.partner.example'],
  [
    'ABORT_ERR',
    'dns',
    late,
    'no name server answered for api.partner.example within 1000 ms (the time-out of the check)',
  ],
  ['ENETUNREACH', 'tcp', running, 'api.partner.example:443 could not be tried from here: ENETUNREACH'],
] as const)('%s is about this machine: no result', (code, phase, deadline, message) => {
  expect(() => describeFailure({ error: thrown(code), phase, target, deadline })).toThrow(message);
});

test('a time-out says what was waited for and how long', () => {
  expect(describeFailure({ error: thrown('ABORT_ERR'), phase: 'tcp', target, deadline: late })).toEqual({
    id: 'timeout',
    phase: 'tcp',
    text: 'api.partner.example:443 did not accept the connection within 1000 ms (the time-out of the check)',
  });
});
