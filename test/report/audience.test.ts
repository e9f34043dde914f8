import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { reportFor } from '../../src/report/audience.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { diagnosis, finished, opened, stateAfter, walked } from '../helpers/incident-fixture.ts';

/** The fixture's runbook, which knows a customer and a store besides. */
const runbook = parseRunbook(
  readFileSync(new URL('../fixtures/notes/runbook.yaml', import.meta.url), 'utf8')
    .replace(
      '  - {id: api_key,',
      "  - {id: customer_id, type: string, ask: Who?, extract: 'CUST_\\d+', optional: true}\n  - {id: crm_url, type: url, ask: Where?, optional: true}\n  - {id: ca, type: path, ask: CA?, optional: true}\n  - {id: api_key,",
    )
    .replace(
      'axes:\n',
      "  - {id: shop_store, party: shop, title: Store, log: {loki: {url: 'https://loki.shop.example:3100', labels: {app: shop}}}}\naxes:\n",
    ),
  'runbook.yaml',
);

const inside =
  'CUST_7890 on app-1.shop.internal (10.0.0.1, fe80::1) wrote /var/log/shop/out.log; loki.shop.example says CUST_4361 and shop-outbound.jsonl:12; mail amina@shop.example or +254 712 345 678; see https://crm-test.example:8443/v1/customers';

const events: readonly NewEvent[] = [
  {
    ...opened,
    inputs: {
      order_id: 'ORD_7',
      customer_id: 'CUST_7890',
      crm_url: 'https://crm-test.example:8443',
      ca: '/srv/pki/ca.pem',
    },
    evidence: '/evidence/dup',
  } as NewEvent,
  ...walked.slice(1),
  { type: 'test-target-named', url: 'https://crm-lab.example/' },
  finished('ladder', {
    status: 'fail',
    outcome: 'between',
    say: `one request left the shop, two reached the CRM: ${inside}`,
    facts: {
      impact: inside,
      timeline: [
        { at: '2026-05-12T10:30:15Z', what: 'the shop sends the order', source: 'shop-outbound.jsonl:12' },
        { at: '2026-05-12T10:30:17Z', what: `CUST_7890 arrives from 10.0.0.1`, source: 'crm-edge.log:2' },
      ],
    },
    evidence: [
      { source: 'shop-outbound.jsonl', line: 12, text: 'only the shop has this line' },
      { source: 'crm-edge.log', line: 2, text: `10.0.0.1 "POST /v1/orders" 202 CUST_4361` },
    ],
    command: 'causebook check step duplicate-orders ladder --evidence /evidence/dup',
  }),
  {
    type: 'answered',
    step: 'same_key',
    answer: { choice: 'absent', text: 'Amina Otieno looked', by: 'Amina Otieno', quality: 'looked' },
  },
  { type: 'answered', step: 'deploys', answer: { text: 'the shop deployed 1.2', by: 'Shop', quality: 'looked' } },
  { type: 'noted', text: 'between us: blame nobody' },
];

const internal = () => createReport({ state: stateAfter(events), diagnosis, runbook });
const crm = runbook.runbook.parties[1] as (typeof runbook.runbook.parties)[number];
const forCrm = (key = 'key of the incident') => reportFor(internal(), { party: crm, runbook, key });

/** What the CRM must not read. */
const internals = [
  'CUST_7890',
  'CUST_4361',
  '10.0.0.1',
  'fe80::1',
  'app-1.shop.internal',
  'crm-test.example',
  'crm-lab.example',
  'loki.shop.example',
  '/var/log',
  '/srv/pki',
  '/evidence/dup',
  'shop-outbound.jsonl',
  'only the shop has this line',
  'Amina',
  'Otieno',
  '+254',
  '712 345',
  '#shop-oncall',
  'causebook check',
  'causebook note',
  'rg -n',
  'team-orders',
  'the shop deployed',
  'blame nobody',
  'Stop the proxy from sending POST again',
  'Send a key',
  'retries off since',
];

describe('a note for a partner', () => {
  test('leaves out what the internal note has', () => {
    const note = renderMarkdown(internal());
    expect(internals.filter((text) => !note.includes(text))).toEqual([]);
  });

  test.each([
    ['Markdown', () => renderMarkdown(forCrm())],
    ['JSON', () => JSON.stringify(renderJson(forCrm()))],
  ])('has nothing of our insides in its %s', (_, render) => {
    const note = render();
    expect(internals.filter((text) => note.includes(text))).toEqual([]);
  });

  test('keeps what is the partner’s own and what it has to do', () => {
    const note = renderMarkdown(forCrm());
    expect(note).toContain('Written for: CRM');
    expect(note).toContain('**The proxy sends it again** (very likely, settled, 20 dB ahead of the next)');
    expect(note).toContain('crm-edge.log:2  [address] "POST /v1/orders" 202 [customer:');
    expect(note).toContain('[E1] crm-edge.log:2 |');
    expect(note).toContain('Delete the second rows (CRM, `delete-rows`)');
    expect(note).toContain('"POST /v1/orders" 202');
    expect(note).toContain('#crm-oncall');
  });

  test('writes one customer always the same way, and another way in another incident', () => {
    const tokens = (note: string) => [...note.matchAll(/\[customer:[0-9a-f]{6}\]/g)].map(([token]) => token);
    const here = tokens(renderMarkdown(forCrm()));
    expect(new Set(here).size).toBe(2);
    expect(tokens(renderMarkdown(forCrm('another key'))).some((token) => here.includes(token))).toBe(false);
  });

  test('says what it leaves out', () => {
    expect(
      renderMarkdown(forCrm()).split('Left out for this audience (CRM):')[1]?.split('## Appendix')[0]?.trim(),
    ).toBe(
      [
        '- 2 findings or answers that are ours or about other parties',
        '- 1 line of logs and settings that it does not have itself',
        '- 2 entries of the timeline that its own logs do not show',
        '- 3 fixes that others make',
        '- 1 contradiction between others',
        '- 2 remarks of ours',
        '- 1 caution on advice often given here',
        '- 2 inputs that are an address or a file',
        '- our commands, paths and test systems, names of people, how to reach other parties, host names and addresses where they can be told',
        '- ids of customers: each is written as \\[customer:…], the same for the same customer in this incident',
      ].join('\n'),
    );
  });

  test('tells how a fix of the partner went, without who applied it and without what a check about others says', () => {
    const reading = { at: null, durationMs: null, command: 'rg -n secret', evidence: [], by: 'Juma Mwangi' };
    const after = (step: string): NewEvent => ({
      type: 'fix-verified',
      fix: 'alert',
      step,
      before: null,
      after: { ...reading, status: 'pass', outcome: 'fine', say: 'Juma Mwangi saw nothing' },
      window: null,
    });
    const noteAfter = (step: string) => {
      const applied: NewEvent = { type: 'fix-applied', fix: 'alert', by: 'Juma Mwangi' };
      const state = stateAfter([...events, applied, after(step)]);
      const report = createReport({ state, diagnosis, runbook });
      return renderMarkdown(reportFor(report, { party: crm, runbook, key: 'k' }));
    };
    expect(noteAfter('same_key')).toContain('| after | **pass** `fine` | \\[name] saw nothing | not recorded |');
    expect(noteAfter('deploys')).toContain(
      '| after | **pass** | a fact about another party, not in this note | not recorded |',
    );
    expect(noteAfter('same_key')).toContain('### Fix applied: Alert on duplicates\n\n- **verified**\n');
    expect(`${noteAfter('same_key')}${noteAfter('deploys')}`).not.toMatch(/Juma|Mwangi|rg -n secret/);
  });

  test('gives facts of others their points and not their words', () => {
    const shop = runbook.runbook.parties[0] as typeof crm;
    const note = renderMarkdown(reportFor(internal(), { party: shop, runbook, key: 'k' }));
    expect(note).toContain('- For:\n  - facts about other parties: +3 dB\n');
    expect(note).not.toContain('No key at all');
  });
});
