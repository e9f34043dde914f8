import { readFileSync } from 'node:fs';
import type { AxisVerdict, Contribution, Diagnosis, RankedHypothesis } from '../../src/diagnosis/diagnosis.ts';
import type { CheckResult, Event, NewEvent } from '../../src/incident/events.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { fold } from '../../src/incident/update.ts';
import type { RedactionCounts } from '../../src/redact/redactor.ts';
import { type LoadedRunbook, parseRunbook } from '../../src/runbook/parse.ts';

const file = new URL('../fixtures/notes/runbook.yaml', import.meta.url);

/** A small runbook: two axes, three parties, every kind of step a report tells apart. */
export const runbook: LoadedRunbook = parseRunbook(readFileSync(file, 'utf8'), 'runbook.yaml');

/** The opening of the fixture incident. */
export const opened: NewEvent = {
  type: 'opened',
  incident: 'dup-1',
  runbook: { id: 'duplicate-orders', title: 'Duplicate orders', sha256: runbook.sha256, file: 'runbook.yaml' },
  inputs: { order_id: 'ORD_7', api_key: 'never shown' },
  window: { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') },
  evidence: '/evidence/dup',
  tool: 'causebook 0.1.0',
};

/** The state after some events, one a second from `from`. */
export function stateAfter(events: readonly NewEvent[], from = '2026-05-12T12:00:00Z'): IncidentState {
  const stamped = events.map(
    (event, index) =>
      ({ ...event, seq: index + 1, at: new Date(Date.parse(from) + index * 1000).toISOString() }) as Event,
  );
  return fold(runbook.runbook, stamped);
}

/** The same state, with what redaction counted when the incident was opened. */
export function withRedactions(state: IncidentState, redacted: RedactionCounts): IncidentState {
  return { ...state, events: state.events.map((event) => (event.type === 'opened' ? { ...event, redacted } : event)) };
}

/** A check that has finished, with whatever matters given. */
export function finished(step: string, result: Partial<CheckResult>): NewEvent {
  const nothing = {
    status: 'pass',
    outcome: null,
    say: 'nothing to say',
    facts: {},
    evidence: [],
    command: null,
    startedAt: '2026-05-12T12:00:00.500Z',
    durationMs: 12,
  } as const;
  return { type: 'check-finished', step, result: { ...nothing, ...result } };
}

/** What the fixture incident has seen when the note is written. */
export const walked: readonly NewEvent[] = [
  opened,
  finished('ladder', {
    status: 'fail',
    outcome: 'between',
    say: 'one request left the shop, two reached the CRM',
    facts: {
      n: 1,
      timeline: [
        { at: '2026-05-12T10:30:17.013Z', what: 'the second request arrives', source: 'crm-edge.log:2' },
        { at: '2026-05-12T10:30:15Z', what: 'the shop sends the order', source: 'shop-outbound.jsonl:12' },
      ],
    },
    evidence: [
      { source: 'shop-outbound.jsonl', line: 12, text: '{"order":"ORD_7","attempt":1}' },
      { source: 'crm-edge.log', line: 2, text: '10.0.0.1 "POST /orders" 202 upstream=a, b' },
    ],
    command: "rg -n 'ORD_7' shop-outbound.jsonl",
    pictures: [
      {
        kind: 'ladder',
        title: 'ORD_7 at every hop',
        hops: [
          { title: 'sent by the shop', ids: 1, lines: 1 },
          { title: 'at the CRM', ids: 2, lines: 2 },
        ],
      },
      {
        kind: 'arrivals',
        title: 'Arrivals of ORD_7',
        marks: [
          { at: Date.parse('2026-05-12T10:30:15Z'), lane: 'shop' },
          { at: Date.parse('2026-05-12T10:30:15.013Z'), lane: 'CRM' },
          { at: Date.parse('2026-05-12T10:30:17.013Z'), lane: 'CRM' },
        ],
      },
    ],
  }),
  finished('edge_status', {
    status: 'warn',
    say: 'one answer took longer than 2 s',
    facts: { impact: '1 order in 1 window' },
    command: 'rg -n . crm-edge.log',
  }),
  finished('crm_inserts', {
    status: 'blocked',
    say: 'Access log of the CRM is not in the evidence folder',
    unblock: 'Ask CRM (#crm-oncall) for crm-edge.log',
  }),
  { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'CRM', quality: 'looked' } },
  { type: 'set-back', step: 'customers', as: 'waiting' },
  {
    type: 'answered',
    step: 'restart',
    answer: { text: 'retries off since 2026-05-12T11:58:00Z', by: 'Infrastructure', quality: 'looked' },
  },
  { type: 'noted', text: 'Shop is on a call with us' },
];

const ladder: Contribution = {
  observation: 'ladder',
  outcome: 'between',
  step: 'ladder',
  group: 'ladder',
  quality: 'checked',
  say: 'one request left the shop, two reached the CRM',
  authoredDb: 20,
  db: 9.72,
};
const key: Contribution = {
  observation: 'key',
  outcome: 'absent',
  step: 'same_key',
  group: 'key',
  quality: 'looked',
  say: 'No key at all',
  authoredDb: 10,
  db: 3.2,
};

const inserts = {
  step: 'crm_inserts',
  opening: 'blocked',
  observation: 'inserts',
  question: 'How many inserts does the CRM log show?',
} as const;

/** A hypothesis without evidence, with whatever matters given. */
export function ranked(id: string, of: Partial<RankedHypothesis> = {}): RankedHypothesis {
  return { id, title: id, party: undefined, priorDb: -3, scoreDb: 0, word: 'possible', for: [], against: [], ...of };
}

/** An axis verdict, with whatever matters given. */
export function axisVerdict(id: string, of: Partial<AxisVerdict> = {}): AxisVerdict {
  return {
    id,
    question: `${id}?`,
    state: 'open',
    leader: 'other',
    leadDb: 0,
    hypotheses: [ranked('other')],
    missing: [],
    settleWith: undefined,
    hinges: { open: [], known: [] },
    ...of,
  };
}

/** The diagnosis that belongs to `walked`, by hand: the trigger settled, the barrier leading. */
export const diagnosis: Diagnosis = {
  axes: [
    axisVerdict('trigger', {
      question: 'What sent the order twice?',
      state: 'settled',
      leader: 'proxy-resend',
      leadDb: 20.51,
      hinges: { open: [], known: [{ ...ladder, state: 'leading', leader: 'proxy-resend', leadDb: 8.9 }] },
      hypotheses: [
        ranked('proxy-resend', {
          title: 'The proxy sends it again',
          party: 'infra',
          scoreDb: 4.1,
          word: 'very likely',
          for: [ladder, { ...key, db: 0.4 }],
        }),
        ranked('double-click', {
          title: 'Somebody clicked twice',
          party: 'shop',
          scoreDb: -16.4,
          word: 'unlikely',
          against: [{ ...ladder, db: -14.1 }],
        }),
        ranked('client-retry', {
          title: 'The shop retries after a time-out',
          party: 'shop',
          scoreDb: -17,
          word: 'unlikely',
          against: [{ ...ladder, db: -14.1 }],
        }),
        ranked('other', { title: 'Something not on this list', scoreDb: -18, word: 'unlikely' }),
      ],
    }),
    axisVerdict('barrier', {
      question: 'Why did the repeat become an order?',
      state: 'leading',
      leader: 'no-key',
      leadDb: 6.4,
      hypotheses: [
        ranked('no-key', {
          title: 'No idempotency key is sent',
          party: 'shop',
          scoreDb: 1.2,
          word: 'likely',
          for: [key],
        }),
        ranked('race', { title: 'The CRM checks and then inserts', party: 'crm', scoreDb: -5.2, word: 'possible' }),
        ranked('other', { title: 'Something not on this list', scoreDb: -12, word: 'unlikely' }),
      ],
      missing: ['only 6 dB ahead; 10 needed', 'nothing that supports it has been checked'],
      settleWith: 'crm_inserts',
      hinges: {
        open: [
          { ...inserts, outcome: 'one', answer: 'One', state: 'settled', leader: 'no-key', leadDb: 12.3 },
          { ...inserts, outcome: 'race', answer: 'Two at once', state: 'leading', leader: 'race', leadDb: 4.8 },
        ],
        known: [
          { step: 'same_key', observation: 'key', say: 'No key at all', state: 'open', leader: 'race', leadDb: 0 },
        ],
      },
    }),
  ],
  messages: [
    {
      party: 'shop',
      steps: ['deploys', 'customers'],
      gainBits: 0.1,
      minutes: 5,
      why: 'separates No idempotency key is sent from The CRM checks and then inserts',
    },
  ],
  next: [
    {
      step: 'crm_inserts',
      observation: 'inserts',
      gainBits: 0.21,
      minutes: 1,
      why: 'separates No idempotency key is sent from The CRM checks and then inserts',
    },
  ],
  contradictions: [
    {
      observation: 'ladder',
      kept: {
        observation: 'ladder',
        outcome: 'between',
        quality: 'checked',
        step: 'ladder',
        say: 'one request left the shop',
      },
      dropped: {
        observation: 'ladder',
        outcome: 'client',
        quality: 'recollected',
        step: 'customers',
        say: 'the shop sent two',
      },
      say: '“one request left the shop” (checked) against “the shop sent two” (said from memory): the first is better evidence and counts.',
    },
  ],
};
