import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnoseIncident } from '../../src/incident/diagnose-incident.ts';
import type { Event, NewEvent } from '../../src/incident/events.ts';
import { fold } from '../../src/incident/update.ts';
import { loadRunbook, stepsOf } from '../../src/runbook/load.ts';
import type { Runbook, Step } from '../../src/runbook/schema.ts';

type Fact = Extract<NewEvent, { readonly type: 'check-finished' | 'answered' | 'set-back' }>;

/** Everything that a step of the runbook can find out, or a party put off. */
function factsOf(step: Step): readonly Fact[] {
  const nothing = { facts: {}, evidence: [], command: null, startedAt: '', durationMs: 1 };
  const found = (step.outcomes ?? []).map(
    ({ id, status }): Fact => ({
      type: 'check-finished',
      step: step.id,
      result: { ...nothing, status, outcome: id, say: id },
    }),
  );
  const said = (step.choices ?? []).map(
    ({ id }): Fact => ({ type: 'answered', step: step.id, answer: { choice: id, quality: 'looked' } }),
  );
  const put = (step.ask === undefined ? [] : (['waiting', 'unknown', 'cannot-get'] as const)).map(
    (as): Fact => ({ type: 'set-back', step: step.id, as }),
  );
  return [...found, ...said, ...put];
}

function diagnosisOf(runbook: Runbook, facts: readonly Fact[]): string {
  const at = '2026-05-12T12:00:00Z';
  const events = facts.map((fact, index) => ({ ...fact, seq: index + 1, at }) as Event);
  return JSON.stringify(diagnoseIncident(runbook, fold(runbook, events)));
}

test.each(['duplicate-registrations', 'missing-webhooks'])(
  'the same facts in another order give the same diagnosis, byte for byte: %s',
  async (id) => {
    const file = fileURLToPath(new URL(`../../runbooks/${id}/runbook.yaml`, import.meta.url));
    const { runbook } = await loadRunbook(file);
    const facts = stepsOf(runbook).flatMap(({ step }) => factsOf(step));
    const oneEach = fc
      .shuffledSubarray(facts, { minLength: 5 })
      .map((chosen) => [...new Map(chosen.map((fact) => [fact.step, fact])).values()]);
    const twice = oneEach.chain((chosen) =>
      fc.tuple(fc.constant(chosen), fc.shuffledSubarray(chosen, { minLength: chosen.length })),
    );
    fc.assert(
      fc.property(twice, ([chosen, shuffled]) => {
        expect(diagnosisOf(runbook, shuffled)).toBe(diagnosisOf(runbook, chosen));
      }),
      { numRuns: 15 },
    );
  },
);
