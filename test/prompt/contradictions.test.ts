import { expect, test } from 'vitest';
import { renderContradictions } from '../../src/prompt/contradictions.ts';
import { createFakeSession } from '../helpers/fake-session.ts';
import { runbook, walked } from '../helpers/incident-fixture.ts';

test('a contradiction is told with both sides, whose word each is, and which of them counts', () => {
  const past = [
    ...walked.slice(0, 4),
    { type: 'answered', step: 'same_key', answer: { choice: 'absent', by: 'CRM', quality: 'recollected' } } as const,
  ];
  const sighting = { observation: 'key', outcome: 'absent' };
  const lines = renderContradictions(createFakeSession({ runbook, past }), [
    {
      observation: 'key',
      say: 'no key, and the same key',
      kept: { ...sighting, step: 'ladder', quality: 'checked', say: 'the same key in all of them' },
      dropped: { ...sighting, step: 'same_key', quality: 'recollected', say: 'No key at all' },
    },
  ]);
  expect(lines.slice(1)).toEqual([
    '  This counts: the same key in all of them (ladder, checked)',
    '  This does not: No key at all (same_key, CRM, said from memory)',
  ]);
  expect(lines[0]).toContain('no key, and the same key');
});
