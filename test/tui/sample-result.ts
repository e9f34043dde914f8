import type { ResultSection } from '../../src/report/result.ts';

/** A result as the report gives it, with more than a small terminal shows. */
export const sampleResult: readonly ResultSection[] = [
  {
    heading: 'What sent the registration more than once?',
    lines: [
      'Leading, not settled: Client retries because its own timeout fires first (ASPIn Backend)',
      '  very likely, +6 points, 12 ahead of the next',
      '  Missing: the page log could still speak for the user submitting twice',
    ],
  },
  { heading: 'Why did the repeat become a record?', lines: ['Open: no cause on the list leads'] },
  {
    heading: 'Do now',
    lines: [
      '1. Pause automatic retries of registrations (ASPIn Backend)',
      '  Why: client-timeout leads, not settled',
      '  Verify: Gaps between the requests',
    ],
  },
  {
    heading: 'Could not be checked',
    lines: Array.from({ length: 12 }, (_, index) => `Check ${index + 1}: its log is not in the evidence folder`),
  },
];
