import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadRunbook } from '../../src/runbook/load.ts';
import { matchReport } from '../../src/runbook/match-report.ts';

const ids = await readdir('runbooks');
const all = await Promise.all(ids.map((id) => loadRunbook(`runbooks/${id}/runbook.yaml`)));
const runbooks = all.map(({ runbook }) => runbook);
const idsFor = (text: string) => matchReport(text, runbooks).map(({ id }) => id);

/** As the parties wrote them. */
const duplicates = `**From:** PartnerCRM
**Subject:** Duplicate customer registrations
**Description:** We're receiving the same customer registration request multiple times from the partner within seconds. This is creating duplicate records in our system.

Example:

- Customer ID: CUST_7890

- Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:19`;
const webhooks = `From Aspin Backend

Subject: Payment webhooks not received
Description: We initiated 15 payments yesterday but only received webhook callbacks for 8 of them. The other 7 payments show as "completed" in PaymentHub dashboard but we never got notified.

This is blocking policy activation for customers.`;

test.each([
  ['duplicate-registrations', duplicates],
  ['duplicate-registrations', 'Customers are showing up two or three times in the CRM since the release on Tuesday.'],
  ['duplicate-registrations', 'fyi: same registration arrives several times\nagain today, all within a few seconds'],
  ['missing-webhooks', webhooks],
  ['missing-webhooks', "7 of our 15 webhooks didn't arrive"],
  ['missing-webhooks', 'Some policies were not activated although the customer has paid. No callback came in.'],
])('%s is found for: %s', (id, text) => {
  expect(idsFor(text)).toEqual([id]);
});

test.each([
  'The login page takes 12 seconds to load for customers in Kenya since this morning. CPU on the web nodes is at 95 %.',
  'Duplicate invoices were emailed to some customers last night by the billing job.',
  'Payment page shows error 500 when a customer pays with M-Pesa',
  'Please document the webhook payload format for payments',
  'Customer registration form rejects phone numbers that start with +255',
  'Disk full on db-2, replication lag 3 hours',
  'We received the wrong amount in 3 payments yesterday. Customers complain.',
  'Our certificate expires in 3 days, please renew',
  'Several customers cannot reset their password; the mail never arrives.',
  'Refunds are paid out twice',
  'The nightly report has duplicate rows for each policy',
  'customer '.repeat(2000),
  '\u001b]0;title\u0007 %s ${{ inputs.x }} <script>',
  '',
])('none is found for: %s', (text) => {
  expect(idsFor(text)).toEqual([]);
});

test('the words of the report that say so are told beside the phrase that they fit', () => {
  const [match] = matchReport(duplicates, runbooks);
  expect(match?.found[0]).toEqual({
    phrase: 'we receive the same customer registration request multiple times',
    words: ['receiving', 'customer', 'registration', 'request', 'multiple', 'times'],
  });
});

test('words that stand far apart say nothing together', () => {
  expect(
    idsFor('A webhook was added.\nThe garden is green.\nPayments are fine.\nIt rains.\nMail was not received.'),
  ).toEqual([]);
});
