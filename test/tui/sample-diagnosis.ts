import type { Contribution, Diagnosis, RankedHypothesis } from '../../src/diagnosis/diagnosis.ts';

const gaps: Contribution = {
  observation: 'intervals',
  outcome: 'constant',
  step: 'intervals',
  group: 'timing',
  quality: 'checked',
  say: '3 requests, 2006 ms apart, which no person manages',
  authoredDb: 5,
  db: 4.6,
};

const hungUp: Contribution = {
  observation: 'receiver_status',
  outcome: 'closed',
  step: 'receiver_status',
  group: 'edge',
  quality: 'checked',
  say: 'The edge logged 499 three times: the client had hung up',
  authoredDb: 10,
  db: 5.7,
};

const other: RankedHypothesis = {
  id: 'other',
  title: 'Something not on this list',
  party: undefined,
  priorDb: -12.8,
  scoreDb: -12.8,
  word: 'unlikely',
  for: [],
  against: [],
};

/** The trigger leads, the barrier is open, and two sayings contradict each other. */
export const sampleDiagnosis: Diagnosis = {
  axes: [
    {
      id: 'trigger',
      question: 'What sent the registration more than once?',
      state: 'leading',
      leader: 'client-timeout',
      leadDb: 12.4,
      hypotheses: [
        {
          id: 'client-timeout',
          title: 'Client retries because its own timeout fires first',
          party: 'aspin',
          priorDb: -4.1,
          scoreDb: 6.2,
          word: 'very likely',
          for: [hungUp, gaps],
          against: [],
        },
        {
          id: 'proxy-resend',
          title: 'Proxy re-sends the request',
          party: 'partnercrm',
          priorDb: -9.5,
          scoreDb: -6.2,
          word: 'possible',
          for: [{ ...gaps, db: 3.3 }],
          against: [],
        },
        {
          id: 'user-resubmit',
          title: 'User submits the form again',
          party: undefined,
          priorDb: -6,
          scoreDb: -15.4,
          word: 'very unlikely',
          for: [],
          against: [{ ...gaps, authoredDb: -10, db: -9.4 }],
        },
        {
          id: 'queue-twice',
          title: "Sender's queue runs the job twice",
          party: 'aspin',
          priorDb: -9.5,
          scoreDb: -16,
          word: 'very unlikely',
          for: [],
          against: [],
        },
        other,
      ],
      missing: [
        'the page log could still speak for the user submitting twice',
        'only one group of evidence has been checked',
      ],
      settleWith: 'ui_events',
      hinges: { open: [], known: [] },
    },
    {
      id: 'barrier',
      question: 'Why did the repeat become a record?',
      state: 'open',
      leader: 'no-key',
      leadDb: 3,
      hypotheses: [
        {
          id: 'no-key',
          title: 'No idempotency key is sent or honoured',
          party: 'partnercrm',
          priorDb: -1.8,
          scoreDb: -1.8,
          word: 'likely',
          for: [],
          against: [],
        },
        {
          id: 'race',
          title: 'Race: check, then insert',
          party: 'partnercrm',
          priorDb: -6,
          scoreDb: -6,
          word: 'possible',
          for: [],
          against: [],
        },
        other,
      ],
      missing: ['nothing that was seen bears on it yet'],
      settleWith: 'same_key',
      hinges: { open: [], known: [] },
    },
  ],
  messages: [],
  next: [
    {
      step: 'same_key',
      observation: 'key_pattern',
      gainBits: 0.8,
      minutes: 2,
      why: 'It would separate a missing key from a race.',
    },
    {
      step: 'ui_events',
      observation: 'ui_events',
      gainBits: 0.3,
      minutes: 5,
      why: 'It would rule the user in or out.',
    },
  ],
  contradictions: [
    {
      observation: 'receiver_status',
      kept: {
        observation: 'receiver_status',
        outcome: 'closed',
        quality: 'checked',
        step: 'receiver_status',
        say: '499',
      },
      dropped: {
        observation: 'receiver_status',
        outcome: '2xx',
        quality: 'looked',
        step: 'retry_settings',
        say: '202',
      },
      say: 'PartnerCRM says 202, its edge logged 499',
    },
  ],
};
