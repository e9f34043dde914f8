import { type Runbook, runbookSchema } from '../../src/runbook/schema.ts';

const timeoutFires = 'Client retries because its own timeout fires first';

/** A small runbook with every kind of step: choices, free text, an action, checks, and a check that changes something. */
export const sampleRunbook: Runbook = runbookSchema.parse({
  causebook: 1,
  id: 'duplicate-registrations',
  title: 'Duplicate customer registrations',
  symptoms: ['duplicate customer records'],
  owner: 'team-integrations',
  reviewed: '2026-11-23',
  parties: [
    { id: 'partnercrm', name: 'PartnerCRM', role: 'receiver', contact: '#partnercrm-oncall' },
    { id: 'aspin', name: 'ASPIn Backend', role: 'sender', contact: '#aspin' },
  ],
  inputs: [{ id: 'customer_id', type: 'string' }],
  sources: [
    { id: 'edge', party: 'partnercrm', title: 'Web server access log', log: { files: 'partnercrm-edge.log*' } },
    { id: 'outbound', party: 'aspin', title: 'Outbound request log', log: { files: 'aspin-outbound.jsonl' } },
  ],
  axes: [
    {
      id: 'trigger',
      question: 'What sent the registration more than once?',
      hypotheses: [
        { id: 'client-timeout', title: timeoutFires, party: 'aspin', prior: 0.28 },
        { id: 'proxy-resend', title: 'Proxy re-sends the request', party: 'partnercrm', prior: 0.1 },
        { id: 'user-resubmit', title: 'User submits the form again', prior: 0.2 },
        { id: 'queue-twice', title: "Sender's queue runs the job twice", party: 'aspin', prior: 0.1 },
      ],
    },
    {
      id: 'barrier',
      question: 'Why did the repeat become a record?',
      hypotheses: [
        { id: 'no-key', title: 'No idempotency key is sent or honoured', party: 'partnercrm', prior: 0.4 },
        { id: 'race', title: 'Race: check, then insert', party: 'partnercrm', prior: 0.2 },
      ],
    },
  ],
  phases: [
    {
      id: 'triage',
      title: 'Immediate triage',
      steps: [
        {
          id: 'same_key',
          title: 'Same Idempotency-Key?',
          ask: 'Do all requests for ${{ inputs.customer_id }} contain the same Idempotency-Key header?',
          party: 'partnercrm',
          why: 'Tells whether idempotency was ever attempted, and by whom.',
          hint: 'grep -i idempotency-key in the access log of the three requests',
          observes: 'key_pattern',
          choices: [
            { id: 'same', label: 'The same key in all of them' },
            { id: 'different', label: 'A different key in each', status: 'warn' },
            { id: 'absent', label: 'There is no such header', status: 'fail' },
          ],
        },
        {
          id: 'intervals',
          title: 'Gaps between the requests',
          log: { source: 'edge', match: 'CUST_7890', sql: 'select 1' },
          why: 'A constant gap is a machine; people are irregular.',
          observes: 'intervals',
          outcomes: [{ id: 'constant', when: 'result.n > 1', status: 'fail' }, { id: 'unknown' }],
        },
        {
          id: 'receiver_status',
          title: 'What the receiver answered',
          log: { source: 'edge', match: 'CUST_7890', sql: 'select 2' },
          outcomes: [{ id: 'closed', when: 'result.n > 1', status: 'warn' }, { id: 'unknown' }],
        },
        {
          id: 'client_outcome',
          title: 'What the client saw',
          log: { source: 'outbound', match: 'CUST_7890', sql: 'select 3' },
          outcomes: [{ id: 'timeout', when: 'result.n > 1', status: 'fail' }, { id: 'unknown' }],
        },
      ],
    },
    {
      id: 'root-cause',
      title: 'Root cause',
      steps: [
        { id: 'retry_settings', title: 'Retry settings', ask: 'What are the retry settings?', party: 'aspin' },
        {
          id: 'ui_events',
          ask: 'How many submit events does the registration page show?',
          party: 'aspin',
          observes: 'ui_events',
          choices: [
            { id: 'one', label: 'One' },
            { id: 'several', label: 'Several' },
          ],
        },
        { id: 'replay', title: 'Replay in test', do: 'Send the same registration twice.', party: 'partnercrm' },
        {
          id: 'clear_store',
          title: 'Clear the key store in test',
          http: { url: 'https://crm.test/reset', method: 'POST' },
          risk: 'write',
          outcomes: [{ id: 'done' }],
        },
      ],
    },
  ],
  observations: [
    {
      id: 'key_pattern',
      text: 'Which keys do the requests carry?',
      group: 'headers',
      cost: 2,
      outcomes: [
        { id: 'same', base: 0.3, evidence: { 'no-key': 'strongly-against', race: 'for' } },
        { id: 'different', base: 0.3, evidence: { 'no-key': 'for' } },
        { id: 'absent', base: 0.4, evidence: { 'no-key': 'confirms' } },
      ],
    },
    {
      id: 'intervals',
      text: 'How far apart are the requests?',
      group: 'timing',
      cost: 0.2,
      outcomes: [
        { id: 'constant', base: 0.35, evidence: { 'client-timeout': 'for', 'user-resubmit': 'strongly-against' } },
        { id: 'irregular', base: 0.65, evidence: { 'user-resubmit': 'for' } },
      ],
    },
    {
      id: 'ui_events',
      text: 'How often did the user submit?',
      group: 'ui',
      cost: 5,
      outcomes: [
        { id: 'one', base: 0.7, evidence: { 'user-resubmit': 'rules-out' } },
        { id: 'several', base: 0.3, evidence: { 'user-resubmit': 'strongly-for' } },
      ],
    },
  ],
});
