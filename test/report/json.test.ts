import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderJson } from '../../src/report/json.ts';
import { createReport } from '../../src/report/report.ts';
import { diagnosis, runbook, stateAfter, walked, withRedactions } from '../helpers/incident-fixture.ts';

const quality = z.enum(['checked', 'document', 'looked', 'recollected']);
const evidence = z.array(
  z.strictObject({ step: z.string(), outcome: z.string(), db: z.number(), quality, say: z.string() }),
);
const sighting = z.strictObject({ step: z.string(), outcome: z.string(), quality, say: z.string() });

/** design.md section 7, word for word. */
const contract = z.strictObject({
  version: z.literal(1),
  incident: z.string().nullable(),
  runbook: z.strictObject({ id: z.string(), title: z.string(), sha256: z.string().length(64) }),
  inputs: z.record(z.string(), z.string()),
  axes: z.array(
    z.strictObject({
      id: z.string(),
      question: z.string(),
      state: z.enum(['settled', 'leading', 'open']),
      leader: z.string(),
      lead_db: z.number(),
      hypotheses: z.array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          party: z.string().nullable(),
          score_db: z.number(),
          word: z.enum(['very likely', 'likely', 'possible', 'unlikely', 'very unlikely']),
          for: evidence,
          against: evidence,
        }),
      ),
      // Beyond the contract, where there is something to say.
      would_change: z
        .array(
          z.strictObject({
            step: z.string(),
            opening: z.enum(['possible', 'blocked', 'waiting']),
            outcome: z.string(),
            question: z.string(),
            answer: z.string(),
            state: z.enum(['settled', 'leading', 'open']),
            leader: z.string(),
            lead_db: z.number(),
          }),
        )
        .optional(),
    }),
  ),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      phase: z.string(),
      kind: z.enum(['ask', 'do', 'log', 'http', 'tls', 'signature', 'config']),
      party: z.string().nullable(),
      status: z.enum([
        'pass',
        'warn',
        'fail',
        'error',
        'skipped',
        'blocked',
        'not-applicable',
        'waiting',
        'pending',
        'running',
        'interrupted',
      ]),
      outcome: z.string().nullable(),
      say: z.string().min(1),
      facts: z.record(z.string(), z.json()),
      evidence: z.array(z.strictObject({ source: z.string(), line: z.int().nullable(), text: z.string() })),
      command: z.string().nullable(),
      started_at: z.iso.datetime().nullable(),
      duration_ms: z.number().nullable(),
      quality: quality.nullable(),
      pictures: z
        .array(z.looseObject({ kind: z.enum(['arrivals', 'ladder', 'heat', 'line']), title: z.string() }))
        .optional(),
    }),
  ),
  contradictions: z.array(
    z.strictObject({ observation: z.string(), say: z.string(), kept: sighting, dropped: sighting }),
  ),
  not_checked: z.array(z.strictObject({ step: z.string(), reason: z.string().min(1) })),
  next: z.array(z.strictObject({ step: z.string(), why: z.string(), gain: z.number(), minutes: z.number() })),
  fixes: z.array(
    z.strictObject({
      id: z.string(),
      tier: z.enum(['immediate', 'medium-term', 'long-term']),
      party: z.string(),
      title: z.string(),
      recommended: z.boolean(),
      because: z.array(z.string()),
    }),
  ),
  open_questions: z.record(
    z.string(),
    z.array(
      z.strictObject({
        step: z.string(),
        question: z.string(),
        why: z.string().nullable(),
        hint: z.string().nullable(),
        state: z.enum(['not asked', 'waiting']),
      }),
    ),
  ),
  redactions: z.record(z.string(), z.int()),
  // Beyond the contract, where there is something to say.
  messages: z
    .array(
      z.strictObject({
        party: z.string(),
        steps: z.array(z.string()),
        gain: z.number(),
        minutes: z.number(),
        why: z.string(),
      }),
    )
    .optional(),
  waiting: z.array(z.strictObject({ from: z.string(), since: z.string(), steps: z.array(z.string()) })).optional(),
});

function jsonOf(state: ReturnType<typeof stateAfter>, of = diagnosis) {
  return contract.parse(
    JSON.parse(
      JSON.stringify(renderJson(createReport({ state: withRedactions(state, { cookie: 1 }), diagnosis: of, runbook }))),
    ),
  );
}

describe('the JSON of an incident', () => {
  test('has the pictures of a step where it has any, with instants as RFC 3339', () => {
    const [withPictures, without] = jsonOf(stateAfter(walked)).steps;
    expect(withPictures?.pictures).toMatchObject([
      { kind: 'ladder', hops: [{ title: 'sent by the shop', ids: 1, lines: 1 }, { ids: 2 }] },
      { kind: 'arrivals', marks: [{ at: '2026-05-12T10:30:15.000Z', lane: 'shop' }, { lane: 'CRM' }, { lane: 'CRM' }] },
    ]);
    expect(without).not.toHaveProperty('pictures');
  });

  test('keeps the contract after a walk', () => {
    const json = jsonOf(stateAfter(walked));
    expect(json.inputs).toEqual({ order_id: 'ORD_7' });
    expect(json.axes.map(({ id, leader, lead_db, state }) => [id, leader, lead_db, state])).toEqual([
      ['trigger', 'proxy-resend', 20.51, 'settled'],
      ['barrier', 'no-key', 6.4, 'leading'],
    ]);
    expect(json.redactions).toEqual({ cookie: 1 });
  });

  test('has what would change a verdict, and the messages to send', () => {
    const json = jsonOf(stateAfter(walked));
    expect(json.axes[0]).not.toHaveProperty('would_change');
    expect(json.axes[1]?.would_change).toMatchObject([
      { step: 'crm_inserts', outcome: 'one', answer: 'One', state: 'settled', leader: 'no-key', lead_db: 12.3 },
      { step: 'crm_inserts', outcome: 'race', answer: 'Two at once', state: 'leading', leader: 'race', lead_db: 4.8 },
    ]);
    expect(json.messages).toMatchObject([{ party: 'shop', steps: ['deploys', 'customers'], gain: 0.1 }]);
  });

  test('keeps the contract before anything has happened', () => {
    const json = jsonOf(stateAfter([]), { axes: [], next: [], messages: [], contradictions: [] });
    expect(json.incident).toBeNull();
    expect(json).not.toHaveProperty('messages');
    expect(json.not_checked).toContainEqual({ step: 'same_key', reason: 'not asked yet' });
  });

  test('has every step of the runbook in its order, with what became of it', () => {
    const json = jsonOf(stateAfter(walked));
    expect(json.steps.map(({ id, kind, status, quality: known, say }) => [id, kind, status, known, say])).toEqual([
      ['ladder', 'log', 'fail', 'checked', 'one request left the shop, two reached the CRM'],
      ['edge_status', 'log', 'warn', 'checked', 'one answer took longer than 2 s'],
      ['same_key', 'ask', 'fail', 'looked', 'No key at all'],
      ['crm_inserts', 'log', 'blocked', null, 'Access log of the CRM is not in the evidence folder'],
      ['customers', 'ask', 'waiting', null, 'asked, no answer yet'],
      ['restart', 'do', 'pass', 'looked', 'retries off since 2026-05-12T11:58:00Z'],
      ['deploys', 'ask', 'pending', null, 'not asked yet'],
      ['tried_key', 'ask', 'not-applicable', null, 'does not apply here'],
    ]);
  });

  test('lists what is open by party, and what could not be checked with its reason', () => {
    const json = jsonOf(stateAfter(walked));
    expect(json.open_questions).toEqual({
      shop: [
        { step: 'customers', question: 'How many customers are hurt?', why: null, hint: null, state: 'waiting' },
        { step: 'deploys', question: 'What was deployed, and when?', why: null, hint: null, state: 'not asked' },
      ],
    });
    expect(json.not_checked).toEqual([
      { step: 'crm_inserts', reason: 'Access log of the CRM is not in the evidence folder' },
      { step: 'customers', reason: 'asked, no answer yet' },
      { step: 'deploys', reason: 'not asked yet' },
    ]);
  });

  test('takes a question up again where its condition holds, with the inputs filled in', () => {
    const json = jsonOf(
      stateAfter([...walked, { type: 'answered', step: 'same_key', answer: { choice: 'same', quality: 'looked' } }]),
    );
    expect(json.steps.find(({ id }) => id === 'tried_key')?.status).toBe('pending');
    const open = jsonOf(stateAfter(walked.slice(0, 1))).open_questions.crm;
    expect(open?.[0]).toEqual({
      step: 'same_key',
      question: 'Do both requests for ORD_7 carry the same Idempotency-Key?',
      why: 'Tells whether `Idempotency-Key` was ever tried.',
      hint: 'Look for the header in the access log',
      state: 'not asked',
    });
  });
});
