import { expect, test } from 'vitest';
import { describeRedactions } from '../../src/report/redactions.ts';
import { createReport } from '../../src/report/report.ts';
import { reviewShare } from '../../src/report/share-review.ts';
import { diagnosis, finished, opened, runbook, stateAfter, withRedactions } from '../helpers/incident-fixture.ts';

const state = withRedactions(
  stateAfter([
    opened,
    finished('ladder', {
      status: 'fail',
      say: 'sent with [secret:3f9a1c] twice',
      evidence: [{ source: 'a.log', line: 1, text: 'key=[secret:3f9a1c]' }],
    }),
    { type: 'noted', text: 'Jane of ACME is on the phone' },
  ]),
  { 'vendor key': 2 },
);
const report = createReport({ state, diagnosis, runbook });

test('before a note is shared, what was replaced is told with its lines, and what only a person can judge', () => {
  expect(reviewShare({ report, file: 'note.md', text: 'one [secret:3f9a1c]\ntwo\n[secret:3f9a1c] 10.0.0.1' })).toEqual([
    'Before note.md leaves the house:',
    '  Replaced in it:',
    '    [secret:3f9a1c]  2 ×, lines 1, 3',
    '  By rule, in the whole incident: vendor key 2.',
    '  What a machine cannot judge:',
    '    - names of people and customers, postal addresses and what was meant to stay between us: rules do not find them',
    '    - remarks: “Jane of ACME is on the phone”',
    '    - inputs: order_id “ORD_7”',
    '    - lines of evidence from: a.log (1)',
    '    - addresses of machines: 10.0.0.1',
  ]);
});

test('what was hidden is listed by rule and by token, with what stands around it', () => {
  expect(describeRedactions(report).slice(0, 5)).toEqual([
    '     2  vendor key',
    '',
    '[secret:3f9a1c]  2 ×',
    '  ladder: sent with [secret:3f9a1c] twice',
    '  ladder: key=[secret:3f9a1c]',
  ]);
});
