import { expect, it } from 'vitest';
import { createReport } from '../../src/report/report.ts';
import { compare } from '../../src/scenario/compare.ts';
import { parseExpectation } from '../../src/scenario/expectation.ts';
import { renderMismatch } from '../../src/scenario/render-mismatch.ts';
import { axisVerdict, diagnosis, ranked, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

/** What is wrong with the fixture incident, or with it under another diagnosis of the trigger. */
function wrong(text: string, axes = diagnosis.axes): readonly string[] {
  const expectation = parseExpectation(text, { file: 'expect.yaml', runbook: runbook.runbook });
  const report = createReport({ state: stateAfter(walked), diagnosis: { ...diagnosis, axes }, runbook });
  return compare(expectation, report).flatMap(renderMismatch);
}

it('what came out as expected says nothing', () => {
  expect(
    wrong(`
leaders: {trigger: proxy-resend, barrier: no-key}
states: {trigger: settled, barrier: leading}
outcomes: {ladder: between, same_key: absent}
statuses: {ladder: fail, edge_status: warn, crm_inserts: blocked, customers: waiting}
fixes: {recommended: [keys, alert], not_recommended: [delete-rows, longer-timeout]}
never:
  leaders: {trigger: [client-retry, double-click], barrier: [race]}
  states: {barrier: [settled]}
  outcomes: {ladder: [client]}
`),
  ).toEqual([]);
});

it('a wrong leader is told with what speaks most for it, what against the true one, and where that stands', () => {
  expect(wrong('leaders: {trigger: client-retry}')).toEqual([
    'leader of trigger: expected client-retry, found proxy-resend (settled, 20 dB ahead)',
    '  for proxy-resend, +10 dB: ladder = between: one request left the shop, two reached the CRM (shop-outbound.jsonl:12)',
    '  against client-retry, −14 dB: ladder = between: one request left the shop, two reached the CRM (shop-outbound.jsonl:12)',
  ]);
});

it('a cause that is first where nothing leads is no leader', () => {
  const axes = [axisVerdict('trigger', { leader: 'proxy-resend', hypotheses: [ranked('proxy-resend')] })];
  expect(wrong('leaders: {trigger: proxy-resend}', axes)).toEqual([
    'leader of trigger: expected proxy-resend, found nothing leads (proxy-resend is first)',
  ]);
  expect(wrong('never: {leaders: {trigger: [proxy-resend]}}', axes)).toEqual([]);
});

it('that nothing on the list leads can be expected', () => {
  expect(wrong('leaders: {trigger: other}', [axisVerdict('trigger')])).toEqual([]);
});

it('a state is told with what is missing, and one that may not be with what led to it', () => {
  expect(wrong('states: {barrier: settled}')).toEqual([
    'state of barrier: expected settled, found no-key (leading, not settled, 6 dB ahead)',
    '  only 6 dB ahead; 10 needed',
    '  nothing that supports it has been checked',
  ]);
  expect(wrong('never: {states: {trigger: [settled]}}')).toEqual([
    'state of trigger: expected never settled, found proxy-resend (settled, 20 dB ahead)',
    '  for proxy-resend, +10 dB: ladder = between: one request left the shop, two reached the CRM (shop-outbound.jsonl:12)',
  ]);
  expect(wrong('never: {leaders: {trigger: [proxy-resend]}}')[0]).toBe(
    'leader of trigger: expected never proxy-resend, found proxy-resend (settled, 20 dB ahead)',
  );
});

it('a step is told with what it said and the line it showed', () => {
  expect(wrong('outcomes: {ladder: client, crm_inserts: two}')).toEqual([
    'ladder: expected client, found between (fail)',
    '  one request left the shop, two reached the CRM (shop-outbound.jsonl:12)',
    'crm_inserts: expected two, found blocked',
    '  Access log of the CRM is not in the evidence folder',
  ]);
  expect(wrong('statuses: {edge_status: pass}')).toEqual([
    'status of edge_status: expected pass, found warn',
    '  one answer took longer than 2 s',
  ]);
  expect(wrong('never: {outcomes: {ladder: [between]}}')[0]).toBe(
    'ladder: expected never between, found between (fail)',
  );
});

it('a fix is told with why it is, or is not, recommended', () => {
  expect(wrong('fixes: {recommended: [longer-timeout], not_recommended: [keys]}')).toEqual([
    'fix longer-timeout: expected recommended, found not recommended',
    '  none of client-retry leads',
    'fix keys: expected not recommended, found recommended',
    '  No idempotency key is sent (leads, not settled)',
  ]);
});
