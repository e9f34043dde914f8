import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkServerIdentity } from 'node:tls';
import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/logs/stores/failure.ts';

test('a certificate for another name is told apart from one of an unknown CA', () => {
  const file = new URL('../../fixtures/tls/leaf.pem', import.meta.url).pathname;
  const error = checkServerIdentity('loki.example', new X509Certificate(readFileSync(file)).toLegacyObject());
  const problem = describeFailure({
    error,
    phase: 'answer',
    store: 'Loki',
    url: new URL('https://loki.example'),
    wait: { hit: () => undefined, limitMs: 1000 },
  });
  expect(problem.message).toMatch(/^TLS with Loki at loki\.example failed: Host: loki\.example\. is not in the cert/);
  expect(problem.unblock).toBe('Write in `url` a name that its certificate is for');
});
