import { beforeAll, describe, expect, test } from 'vitest';
import { gaps, type Row, type Story, tell, values } from './staged.ts';

const scenarios = 'runbooks/duplicate-registrations/scenarios';

function storyOf(name: string): () => Story {
  let story: Story;
  beforeAll(async () => {
    story = await tell(`${scenarios}/${name}`);
  });
  test('there are at least 20,000 lines, and the customer of the bug report is among them', () => {
    expect(story.staged.lines).toBeGreaterThanOrEqual(20_000);
    expect(story.staged.inputs.customer_id).toBe('CUST_7890');
    expect(story.edge.length).toBeGreaterThan(0);
  });
  return () => story;
}

/** The attempts of all other customers' registrations, by customer. */
function byCustomer(story: Story): readonly (readonly Row[])[] {
  const groups = new Map<unknown, Row[]>();
  for (const row of story.rows('aspin-outbound.jsonl')) {
    if (row.attempt === undefined || row.cust === undefined) continue;
    groups.set(row.cust, [...(groups.get(row.cust) ?? []), row]);
  }
  return [...groups.values()];
}

const seconds = (rows: readonly Row[]) => rows.map((row) => String(row.ts).slice(11, 19));

describe('s1-01, client timeout', () => {
  const story = storyOf('s1-01-client-timeout');

  test('three attempts start 2 s apart at the times of the bug report, all time out, and the client gives up', () => {
    const { submits, attempts, gaveUp } = story();
    expect(submits).toHaveLength(1);
    expect(seconds(attempts)).toEqual(['10:30:15', '10:30:17', '10:30:19']);
    expect(values(attempts, 'outcome')).toEqual(['ECONNABORTED', 'ECONNABORTED', 'ECONNABORTED']);
    expect(values(attempts, 'idem')).toEqual([null, null, null]);
    expect(new Set(values(attempts, 'trace')).size).toBe(1);
    expect(new Set(values(attempts, 'body')).size).toBe(1);
    for (const gap of gaps(attempts)) expect(Math.abs(gap - 2_005)).toBeLessThan(10);
    expect(values(gaveUp, 'attempts')).toEqual([3]);
  });

  test('the edge logs 499 at the end of each, the application inserts after the client has gone and believes in 202', () => {
    const { edge, received, inserted } = story();
    expect(edge.map((line) => line.status)).toEqual([499, 499, 499]);
    expect(edge.map((line) => line.upstreamStatuses)).toEqual([['-'], ['-'], ['-']]);
    for (const line of edge) expect(Math.abs(line.end - line.start - 2_001)).toBeLessThanOrEqual(1);
    expect(values(received, 'node')).toEqual(['n1', 'n2', 'n1']);
    expect(values(inserted, 'row')).toEqual([88101, 88102, 88103]);
    expect(values(inserted, 'status')).toEqual([202, 202, 202]);
    inserted.forEach((row, index) => {
      expect(Date.parse(String(row.ts))).toBeGreaterThan(edge[index]?.end ?? Infinity);
      expect(row.dur_ms).toBeGreaterThanOrEqual(2_400);
    });
  });

  test('of the other customers only those who waited too long are repeated, always to the maximum', () => {
    const groups = byCustomer(story());
    const repeated = groups.filter((attempts) => attempts.length > 1);
    expect(repeated.length).toBeGreaterThan(20);
    expect(repeated.length).toBeLessThan(groups.length / 2);
    for (const attempts of repeated)
      expect(values(attempts, 'outcome')).toEqual(['ECONNABORTED', 'ECONNABORTED', 'ECONNABORTED']);
  });

  test('a restarting node makes the edge go to the next one without a second insert', () => {
    const { access, rows } = story();
    const moved = access().filter((line) => line.upstreams.length > 1);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.map((line) => line.upstreamStatuses[0])).toEqual(moved.map(() => '502'));
    const traces = new Set(moved.filter((line) => line.request.startsWith('POST')).map((line) => line.trace));
    const inserts = rows('partnercrm-app.jsonl').filter(
      (row) => row.ev === 'inserted' && traces.has(String(row.trace)),
    );
    expect(inserts).toHaveLength(traces.size);
  });
});

describe('s1-02, success treated as failure', () => {
  const story = storyOf('s1-02-success-treated-as-failure');

  test('each attempt is answered 202 in time and repeated 2 s after the answer', () => {
    const { attempts, edge, inserted, text } = story();
    expect(seconds(attempts)).toEqual(['10:30:15', '10:30:17', '10:30:19']);
    expect(values(attempts, 'error')).toEqual(attempts.map(() => 'unexpected status 202, expected 200'));
    expect(edge.map((line) => line.status)).toEqual([202, 202, 202]);
    expect(inserted).toHaveLength(3);
    gaps(attempts).forEach((gap, index) => {
      const idle = gap - Number(attempts[index]?.dur_ms);
      expect(idle).toBeGreaterThanOrEqual(2_000);
      expect(idle).toBeLessThan(2_015);
    });
    expect(text('config/aspin.env')).toContain('SUCCESS_STATUS=200\n');
  });

  test('every registration of every customer is sent three times', () => {
    expect(new Set(byCustomer(story()).map((attempts) => attempts.length))).toEqual(new Set([3]));
  });

  test('other partners, which answer 200, are called once', () => {
    const calls = story()
      .rows('aspin-outbound.jsonl')
      .filter((row) => row.partner === 'docvault');
    expect(calls.length).toBeGreaterThan(50);
    expect(new Set(values(calls, 'outcome'))).toEqual(new Set(['http_200']));
    expect(new Set(values(calls, 'ref')).size).toBe(calls.length);
  });
});

describe('s1-04, impatient user', () => {
  const story = storyOf('s1-04-impatient-user');

  test('three clicks give three first attempts with traces and bodies of their own', () => {
    const { submits, attempts } = story();
    expect(values(submits, 'ts')).toEqual([
      '2026-05-12T10:30:14.880Z',
      '2026-05-12T10:30:16.730Z',
      '2026-05-12T10:30:19.010Z',
    ]);
    expect(new Set(values(submits, 'action')).size).toBe(3);
    expect(values(attempts, 'attempt')).toEqual([1, 1, 1]);
    expect(values(attempts, 'outcome')).toEqual(['http_202', 'http_202', 'http_202']);
    expect(new Set(values(attempts, 'trace')).size).toBe(3);
    expect(new Set(values(attempts, 'body')).size).toBe(3);
  });

  test('the first two requests overlap, and all three become records', () => {
    const { received, inserted } = story();
    expect(String(received[1]?.ts) < String(inserted[0]?.ts)).toBe(true);
    expect(inserted).toHaveLength(3);
  });

  test('some clicks of others are logged twice, with one action and one request', () => {
    const submits = story()
      .rows('aspin-bff.jsonl')
      .filter((row) => row.ev === 'submit');
    const actions = new Set(values(submits, 'action'));
    expect(submits.length - actions.size).toBeGreaterThan(3);
    const firsts = story()
      .rows('aspin-outbound.jsonl')
      .filter((row) => row.cust !== undefined && row.attempt === 1);
    expect(firsts).toHaveLength(actions.size);
  });
});

describe('s1-05, proxy re-send', () => {
  const story = storyOf('s1-05-proxy-resend');

  test('one outgoing attempt is one line at the edge with three upstreams, and two time-outs in its error log', () => {
    const { attempts, edge, text } = story();
    expect(values(attempts, 'outcome')).toEqual(['http_202']);
    expect(edge).toHaveLength(1);
    expect(edge[0]?.upstreams).toEqual(['10.0.1.11:8080', '10.0.1.12:8080', '10.0.1.13:8080']);
    expect(edge[0]?.upstreamStatuses).toEqual(['504', '504', '202']);
    const complaints = text('partnercrm-edge-error.log').split('\n');
    expect(complaints.filter((line) => /^2026\/05\/12 10:30:1[79] .*upstream timed out/.test(line))).toHaveLength(2);
  });

  test('three nodes get the same key, check while none is saved, and insert', () => {
    const { attempts, received, inserted, rows } = story();
    expect(values(received, 'node')).toEqual(['n1', 'n2', 'n3']);
    expect(new Set(values(received, 'key'))).toEqual(new Set([attempts[0]?.idem]));
    expect(values(inserted, 'node')).toEqual(['n3', 'n1', 'n2']);
    expect(values(inserted, 'row')).toEqual([88303, 88301, 88302]);
    const saved = rows('partnercrm-idempotency.jsonl').filter((row) => row.key === attempts[0]?.idem);
    expect(saved).toHaveLength(1);
    expect(String(saved[0]?.ts) > String(inserted[2]?.ts)).toBe(true);
  });
});

describe('s1-07, key ignored', () => {
  const story = storyOf('s1-07-key-ignored');

  test('three attempts with growing gaps carry one key, the receiver logs it and inserts each time', () => {
    const { attempts, received, inserted, text } = story();
    expect(values(attempts, 'outcome')).toEqual(['ECONNABORTED', 'ECONNABORTED', 'http_202']);
    expect(new Set(values(attempts, 'idem')).size).toBe(1);
    expect(attempts[0]?.idem).toMatch(/^sha256:[0-9a-f]{16}$/);
    expect(new Set(values(received, 'key'))).toEqual(new Set([attempts[0]?.idem]));
    const [first = 0, second = 0] = gaps(attempts);
    expect(second - first).toBeGreaterThan(700);
    expect(values(inserted, 'row')).toEqual([88401, 88402, 88403]);
    expect(text('partnercrm-idempotency.jsonl')).toBe('');
  });

  test('no attempt overlaps the insert of the one before, and the log was rotated between them', () => {
    const { attempts, inserted, edge, text } = story();
    expect(String(attempts[1]?.ts) > String(inserted[0]?.ts)).toBe(true);
    expect(text('partnercrm-edge.log.1').split(edge[0]?.trace ?? '-')).toHaveLength(2);
    expect(text('partnercrm-edge.log').split(edge[0]?.trace ?? '-')).toHaveLength(3);
  });
});

describe('s1-08, key store per node', () => {
  const story = storyOf('s1-08-key-store-per-node');

  test('the same key reaches three nodes, each of which knows only its own', () => {
    const { attempts, received, inserted, rows, text } = story();
    expect(values(received, 'node')).toEqual(['n1', 'n2', 'n3']);
    expect(values(inserted, 'row')).toEqual([88501, 88502, 88503]);
    expect(values(inserted, 'idem_hit')).toEqual([false, false, false]);
    const saved = rows('partnercrm-idempotency.jsonl').filter((row) => row.key === attempts[0]?.idem);
    expect(saved.map((row) => [row.node, row.row])).toEqual([
      ['n1', 88501],
      ['n2', 88502],
      ['n3', 88503],
    ]);
    expect(text('config/partnercrm.yaml')).toContain('store: memory');
  });
});
