import { expect, test } from 'vitest';
import { gaps, tell, values } from './staged.ts';

const story = (name: string) => tell(`test/lab/causes/${name}`);

test('an answer of 503 after the insert is retried, and every attempt leaves a record', async () => {
  const { attempts, edge, inserted, gaveUp } = await story('error-after-insert');
  expect(values(attempts, 'outcome')).toEqual(['http_503', 'http_503', 'http_503']);
  expect(edge.map((line) => line.status)).toEqual([503, 503, 503]);
  expect(inserted).toHaveLength(3);
  expect(gaveUp).toHaveLength(1);
});

test('a broken connection is ECONNRESET for the client and 499 for the edge before any time-out', async () => {
  const { attempts, edge, inserted } = await story('connection-reset');
  expect(values(attempts, 'outcome')).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET']);
  for (const attempt of attempts) expect(attempt.dur_ms).toBeLessThan(1_100);
  expect(edge.map((line) => line.status)).toEqual([499, 499, 499]);
  expect(inserted).toHaveLength(3);
});

test('a key per attempt gives the store a row per attempt', async () => {
  const { attempts, inserted, rows } = await story('too-many-requests');
  expect(values(attempts, 'outcome')).toEqual(['http_429', 'http_429', 'http_202']);
  const keys = values(attempts, 'idem');
  expect(new Set(keys).size).toBe(3);
  const saved = rows('partnercrm-idempotency.jsonl').filter((row) => keys.includes(row.key));
  expect(values(saved, 'row')).toEqual(values(inserted, 'row'));
});

test('a proxy that gives up first answers 504 and sends POST to no other upstream', async () => {
  const { attempts, edge, inserted, received } = await story('gateway-timeout');
  expect(values(attempts, 'outcome')).toEqual(['http_504', 'http_504', 'http_202']);
  expect(edge.map((line) => line.upstreams.length)).toEqual([1, 1, 1]);
  expect(String(received[1]?.ts) < String(inserted[0]?.ts)).toBe(true);
  expect(inserted).toHaveLength(3);
});

test('a message is handed out again while its visibility time-out is shorter than the work on it', async () => {
  const { submits, handOuts, attempts, inserted, text } = await story('queue-redelivery');
  expect(submits).toHaveLength(1);
  expect(values(handOuts, 'receive_count')).toEqual([1, 2, 3]);
  expect(new Set(values(handOuts, 'msg')).size).toBe(1);
  expect(new Set(values(handOuts, 'worker')).size).toBe(3);
  for (const gap of gaps(handOuts)) expect(Math.abs(gap - 5_020)).toBeLessThan(25);
  expect(values(attempts, 'outcome')).toEqual(['http_202', 'http_202', 'http_202']);
  expect(new Set(values(attempts, 'trace')).size).toBe(3);
  expect(new Set(values(attempts, 'body')).size).toBe(1);
  expect(inserted).toHaveLength(3);
  expect(text('config/aspin-queue.yaml')).toContain('visibility_timeout_ms: 5000');
});

test('one request becomes three records when the job inserts again after a statement time-out', async () => {
  const { attempts, edge, received, inserted, rows, text } = await story('worker-repeat');
  expect([attempts, edge, received].map((list) => list.length)).toEqual([1, 1, 1]);
  const jobs = rows('partnercrm-worker.jsonl').filter((row) => row.job === inserted[0]?.job);
  expect(values(jobs, 'try')).toEqual([1, 2, 3]);
  expect(values(jobs, 'row')).toEqual(values(inserted, 'row'));
  expect(values(jobs, 'then')).toEqual([
    'statement_timeout_retry',
    'statement_timeout_retry',
    'statement_timeout_given_up',
  ]);
  expect(text('config/partnercrm.yaml')).toContain('job_attempts: 3');
});

test('a key that has expired before the retry does not stop it', async () => {
  const { attempts, inserted, rows } = await story('key-expires');
  expect(new Set(values(attempts, 'idem')).size).toBe(1);
  expect(inserted).toHaveLength(3);
  const saved = rows('partnercrm-idempotency.jsonl').filter((row) => row.key === attempts[0]?.idem);
  expect(Date.parse(String(saved[0]?.expires_at)) - Date.parse(String(saved[0]?.ts))).toBe(5_000);
});

test('a 2xx in the list of statuses to retry is logged as an answer and still repeated', async () => {
  const { attempts, inserted, text } = await story('success-in-retry-list');
  expect(values(attempts, 'outcome')).toEqual(['http_202', 'http_202', 'http_202']);
  expect(inserted).toHaveLength(3);
  expect(text('config/aspin.env')).toContain('RETRY_STATUS=202,');
});

test('a store that claims the key first absorbs the retry: one record, one replay', async () => {
  const { attempts, received, inserted, replayed } = await story('claimed-key');
  expect(values(attempts, 'outcome')).toEqual(['ECONNABORTED', 'http_202']);
  expect(received).toHaveLength(2);
  expect(inserted).toHaveLength(1);
  expect(values(replayed, 'row')).toEqual(values(inserted, 'row'));
});
