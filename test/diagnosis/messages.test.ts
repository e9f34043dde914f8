import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis, OpenStep, Sighting } from '../../src/diagnosis/diagnosis.ts';
import type { Runbook } from '../../src/runbook/schema.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';
import { favouringFire, traces } from './fixtures/fire.ts';
import { scenarios } from './fixtures/scenarios.ts';
import { checked, looked, sightingsOf } from './fixtures/sightings.ts';

test('a message asks what tells most together: a second question about one source of evidence comes last', () => {
  const { next, messages } = judge({ open: ['smoke', 'heat', 'ash', 'light'].map((fact) => ask(fact)) });
  expect(next.map(({ step }) => step)).toEqual(['ask-ash', 'ask-heat', 'ask-smoke', 'ask-light']);
  expect(messages).toEqual([
    {
      party: 'warden',
      // Smoke is seen by the same alarm as heat.
      steps: ['ask-ash', 'ask-heat', 'ask-light', 'ask-smoke'],
      gainBits: 0.25,
      minutes: 7,
      why: 'separates Fire from Something not on this list',
    },
  ]);
});

test('the round trip is paid for once, and each further question takes a minute', () => {
  const rich = judge({ axes, observations, open: observations.map(({ id }) => ask(id)) });
  expect(rich.messages).toMatchObject([
    { steps: ['ask-key_pattern', 'ask-ladder', 'ask-client_outcome', 'ask-store_rows', 'ask-timing_fit'], minutes: 8 },
  ]);
  const slow = judge({ axes, observations, open: [ask('key_pattern'), ask('other_partners')] });
  expect(slow.messages).toMatchObject([{ steps: ['ask-key_pattern', 'ask-other_partners'], minutes: 6 }]);
});

test('each party gets one message, the one that tells most a minute first', () => {
  const { messages } = judge({ open: [ask('light', 'porter'), ask('ash', 'warden'), ask('flame', 'warden')] });
  expect(messages.map(({ party, steps }) => [party, steps])).toEqual([
    ['warden', ['ask-ash', 'ask-flame']],
    ['porter', ['ask-light']],
  ]);
});

test('two questions about one fact do not go to the same party', () => {
  const { messages } = judge({ open: [ask('ash'), { ...ask('ash'), step: 'ask-ash-again' }] });
  expect(messages.map(({ steps }) => steps)).toEqual([['ask-ash']]);
});

test('what a check is about to tell is not asked, unless that check needs a person too', () => {
  const check: OpenStep = { step: 'check-ash', observation: 'ash', kind: 'check', state: 'possible' };
  expect(judge({ open: [ask('ash'), check] }).messages).toEqual([]);
  expect(judge({ open: [ask('ash'), { ...check, state: 'blocked' }] }).messages).toHaveLength(1);
  expect(judge({ open: [ask('ash'), { ...check, risk: 'write' }] }).messages).toHaveLength(1);
});

test('what was asked already, the engineer has to find out or somebody has to do is in no message', () => {
  const own: OpenStep = { ...ask('ash'), party: undefined };
  const open = [own, { ...ask('flame'), state: 'waiting' as const }, { ...ask('light'), kind: 'do' as const }];
  expect(judge({ open }).messages).toEqual([]);
});

test('a message has at least one question that is worth a message, and goes on with what is worth a quarter of that', () => {
  const sightings = [checked('smoke', 'yes')];
  const alone = judge({ axes: favouringFire(0.8), sightings, open: [ask('heat')] });
  expect(alone.messages).toEqual([]);
  const along = judge({ axes: favouringFire(0.8), sightings, open: [ask('heat'), ask('ash')] });
  expect(along.next.map(({ step }) => step)).toEqual(['ask-ash']);
  expect(along.messages.map(({ steps }) => steps)).toEqual([['ask-ash', 'ask-heat']]);
});

test('a settled axis asks nobody', () => {
  const [scenario] = scenarios;
  const sightings = scenario ? sightingsOf(scenario) : [];
  expect(judge({ axes, observations, sightings, open: [ask('other_partners')] }).messages).toEqual([]);
});

test('the order of what was seen and of what is open changes no message', () => {
  const sightings = [checked('key_pattern', 'same'), looked('ladder', 'one_hop')];
  const open = observations.map(({ id }, index) => ask(id, index % 2 === 0 ? 'aspin' : 'partnercrm'));
  const one = judge({ axes, observations, sightings, open }).messages;
  const two = judge({ axes, observations, sightings: sightings.toReversed(), open: open.toReversed() }).messages;
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

function judge(input: {
  readonly axes?: Runbook['axes'];
  readonly observations?: Runbook['observations'];
  readonly sightings?: readonly Sighting[];
  readonly open: readonly OpenStep[];
}): Diagnosis {
  return diagnose({ axes: favouringFire(0.4), observations: traces, sightings: [], ...input });
}

function ask(fact: string, party = 'warden'): OpenStep {
  return { step: `ask-${fact}`, observation: fact, kind: 'ask', state: 'possible', party };
}
