import { expect, test } from 'vitest';
import { resolveSightings } from '../../src/diagnosis/contradictions.ts';
import type { Quality, Sighting } from '../../src/diagnosis/diagnosis.ts';
import { observations } from './fixtures/duplicate-registrations.ts';

const edge = status('edge-status', { outcome: '499_closed', quality: 'checked', say: 'The edge logged 499.' });
const answer = status('ask-status', { outcome: '2xx', quality: 'looked', say: 'We returned 202.' });

test('a check beats a statement, and says that they disagree', () => {
  const { kept, contradictions } = resolveSightings(observations, [answer, edge]);
  expect(kept.get('receiver_status')).toBe(edge);
  expect(contradictions).toEqual([
    {
      observation: 'receiver_status',
      kept: edge,
      dropped: answer,
      say: '“The edge logged 499” (checked) against “We returned 202” (said after looking): the first is better evidence and counts.',
    },
  ]);
});

test('of two equally good sightings the one whose step id comes first counts for now', () => {
  const second = status('node-status', { outcome: '5xx', quality: 'checked', say: 'Node n2 logged 500.' });
  const { kept, contradictions } = resolveSightings(observations, [second, edge]);
  expect(kept.get('receiver_status')).toBe(edge);
  expect(contradictions.map(({ say }) => say)).toEqual([
    '“The edge logged 499” (checked) against “Node n2 logged 500” (checked): equally good, so one of them is wrong; the first counts until that is cleared up.',
  ]);
});

test('sightings that agree contradict nothing', () => {
  expect(resolveSightings(observations, [edge, { ...answer, outcome: '499_closed' }]).contradictions).toEqual([]);
});

test('a check that could not tell neither contradicts nor replaces a statement', () => {
  const fit = { ...answer, observation: 'timing_fit', outcome: 'fits_timeout' };
  const unknown = { ...edge, observation: 'timing_fit', outcome: 'no_config' };
  const { kept, contradictions } = resolveSightings(observations, [fit, unknown]);
  expect(kept.get('timing_fit')).toBe(fit);
  expect(contradictions).toEqual([]);
});

function status(
  step: string,
  rest: { readonly outcome: string; readonly quality: Quality; readonly say: string },
): Sighting {
  return { observation: 'receiver_status', step, ...rest };
}
