import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTiming, type Observed } from '../../../src/checks/config/retry/compare-timing.ts';
import { readPolicy, toTimingPolicy } from '../../../src/checks/config/retry/policy.ts';
import { tellTiming } from '../../../src/checks/config/retry/tell-timing.ts';
import { predictStarts, type TimingPolicy } from '../../../src/checks/config/retry/timing-model.ts';
import { createVirtualClock } from '../../../src/lab/clock.ts';
import { renderSettings } from '../../../src/lab/evidence/settings.ts';
import { createClient } from '../../../src/lab/parties/client.ts';
import { createRandom } from '../../../src/lab/random.ts';
import type { RegistrationScenario } from '../../../src/lab/scenario.ts';
import type { World } from '../../../src/lab/world.ts';
import { parseSettings } from '../../../src/logs/settings/parse-settings.ts';
import { loadRegistrations } from '../../lab/staged.ts';

const base = await loadRegistrations('runbooks/duplicate-registrations/scenarios/s1-01-client-timeout');

/** What the receiver does with each attempt: how long it takes, and what it answers. */
type Answer = { readonly afterMs: number; readonly status: number };

/** Lets the client of the lab send one registration; gives its settings file and its attempts as it logged them. */
async function simulate(
  client: Partial<RegistrationScenario['aspin']['client']>,
  answers: readonly Answer[],
  seed: string,
) {
  const scenario: RegistrationScenario = {
    ...base,
    aspin: { ...base.aspin, client: { ...base.aspin.client, ...client } },
  };
  const clock = createVirtualClock(1_778_581_815_000);
  const lines: { readonly at: number; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const world = {
    clock,
    random: createRandom(seed),
    evidence: { json: (line: (typeof lines)[number]) => lines.push(line) },
    plan: { scenario, hopMs: [1, 4], customer: 'CUST_1', submittedAt: clock.now() },
  } as unknown as World;
  let sent = 0;
  const send = createClient(world, {
    partner: 'crm',
    op: 'register',
    path: '/v1/customers',
    ip: '10.0.0.1',
    send: (_, reply) => {
      const { afterMs, status } = answers[sent] ?? { afterMs: 5, status: 503 };
      sent += 1;
      clock.after(afterMs, () => reply({ status }));
      return () => undefined;
    },
  });
  send({ customer: 'CUST_1', who: {}, trace: 't', key: 'k', body: 'b' }, () => undefined);
  clock.run();
  const attempts = lines.filter(({ fields }) => fields.event === undefined);
  const text = renderSettings(scenario).find(({ path }) => path === 'config/aspin.env')?.text ?? '';
  const { settings } = await parseSettings(text, 'env');
  const policy = readPolicy({ settings, format: 'env' }, { counts: 'attempts', unit: 'ms' });
  return {
    policy,
    timing: toTimingPolicy(policy),
    starts: attempts.map(({ at }) => at),
    durations: attempts.map(({ fields }) => Number(fields.dur_ms)),
  };
}

const client = fc.record({
  timeout_ms: fc.integer({ min: 200, max: 20_000 }),
  attempts: fc.integer({ min: 1, max: 6 }),
  delay_ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 })),
  backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
  factor: fc.constantFrom(1.5, 2, 3),
  jitter_ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2000 })),
});
const answers = fc.array(
  fc.record({ afterMs: fc.integer({ min: 1, max: 30_000 }), status: fc.constantFrom(500, 503, 429) }),
  { minLength: 6, maxLength: 6 },
);

test('every attempt of a simulated client starts inside the interval that its settings predict', async () => {
  await fc.assert(
    fc.asyncProperty(client, answers, fc.string(), async (settings, given, seed) => {
      const { timing, starts, durations } = await simulate(settings, given, seed);
      const measured = predictStarts(timing, (attempt) => {
        const ms = durations[attempt - 1];
        return ms === undefined ? null : { from: ms, to: ms };
      });
      const [first = 0] = starts;
      expect(measured).toHaveLength(settings.attempts);
      expect(starts).toHaveLength(settings.attempts);
      for (const [index, start] of starts.entries()) {
        expect(start - first).toBeGreaterThanOrEqual(measured[index]?.from ?? Number.NaN);
        expect(start - first).toBeLessThanOrEqual(measured[index]?.to ?? Number.NaN);
      }
    }),
    { numRuns: 500 },
  );
});

test('what a simulated client did after time-outs or answers fits as just that, and an attempt that was moved is named', async () => {
  await fc.assert(
    fc.asyncProperty(client, answers, fc.string(), fc.nat(), async (settings, given, seed, pick) => {
      fc.pre(settings.attempts > 1);
      const { timing, starts, durations } = await simulate(settings, given, seed);
      const observed: Observed = { startsMs: starts, durationsMs: durations, precisionMs: 0 };
      const timedOut = durations.slice(0, -1).map((ms) => ms >= settings.timeout_ms - 50);
      const found = compareTiming(timing, observed);
      expect(found.best).toBe(
        timedOut.every((one) => one) ? 'after-timeout' : timedOut.some((one) => one) ? 'mixed' : 'after-answer',
      );
      expect(found).toMatchObject({ tooMany: false, overlaps: false });

      const moved = 1 + (pick % (starts.length - 1));
      const late = 10_000 + settings.delay_ms * 4 + settings.jitter_ms;
      const startsMs = starts.map((start, index) => (index < moved ? start : start + late));
      const explained = compareTiming(timing, { ...observed, startsMs }).explanations.filter(
        ({ kind }) => kind !== 'fixed-timer',
      );
      expect(explained.map(({ fits, deviates }) => [fits, deviates])).toEqual(explained.map(() => [false, moved + 1]));
      const more = { startsMs: [...starts, (starts.at(-1) ?? 0) + 1], durationsMs: durations, precisionMs: 0 };
      expect(compareTiming(timing, more).tooMany).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const fixed = (timeoutMs: number | null, delay: number, attempts = 3): TimingPolicy => ({
  timeoutMs,
  attempts,
  delayAfter: () => ({ from: delay, to: delay }),
});
const seen = (
  startsMs: readonly number[],
  durationsMs: readonly (number | null)[] = [],
  precisionMs = 0,
): Observed => ({
  startsMs,
  durationsMs,
  precisionMs,
});

test.each([
  // The figures of the bug report: 202 after 2500, 180 and 195 ms, two seconds apart, fit no time-out of 2 s (caution SD1).
  ['three answers two seconds apart, time-out 2 s', fixed(2000, 0), seen([0, 2000, 4000], [2500, 180, 195]), 'no-fit'],
  [
    'those starts with a delay of 2 s after each answer',
    fixed(10_000, 2000),
    seen([0, 4500, 6680], [2500, 180, 195]),
    'after-answer',
  ],
  ['time-outs, sent again at once', fixed(2000, 0), seen([12, 2021, 4029], [2001, 2002, 2001]), 'after-timeout'],
  ['a delay of 2 s after quick answers', fixed(10_000, 2000), seen([10, 2195, 4394], [181, 195, 188]), 'after-answer'],
  [
    'a first attempt that timed out and a second that was answered',
    fixed(2000, 500),
    seen([0, 2500, 3200], [2000, 200, 100]),
    'mixed',
  ],
  ['three clicks', fixed(5000, 2000), seen([0, 1849, 4131], [1910, 1875, 1860]), 'no-fit'],
  ['a timer of 2 s over answers of 1.9 s', fixed(5000, 2000), seen([0, 2000, 4000], [1900, 1900, 1900]), 'fixed-timer'],
  ['whole seconds, nothing known of the durations', fixed(2000, 0), seen([0, 2000, 4000], [], 1000), 'after-timeout'],
  [
    'whole seconds that a time-out of 3.5 s cannot make',
    fixed(3500, 0),
    seen([0, 2000, 4000], [3500, 3500], 1000),
    'no-fit',
  ],
  ['more requests than attempts', fixed(2000, 0), seen([0, 2000, 4000, 6000], [2000, 2000, 2000, 2000]), 'no-fit'],
  ['one request', fixed(2000, 0), seen([0]), 'too-few'],
  [
    'settings that say nothing',
    { timeoutMs: null, attempts: null, delayAfter: () => null },
    seen([0, 2000]),
    'no-policy',
  ],
] as const)('%s: %s', (_, policy, observed, outcome) => {
  expect(tellTiming(policy, observed).outcome).toBe(outcome);
});

test('whole-second stamps open the gaps by a second each way, and that is said', () => {
  const whole = seen([0, 3000, 6000], [], 1000);
  expect(tellTiming(fixed(2000, 0), whole)).toMatchObject({ outcome: 'after-timeout' });
  expect(tellTiming(fixed(2000, 0), { ...whole, precisionMs: 0 }).outcome).toBe('no-fit');
  expect(tellTiming(fixed(2000, 0), whole).say).toBe(
    'gaps of 3 s, 3 s (whole seconds: each may be a second shorter or longer) fit a retry after the time-out (predicted 2 s, 2 s); a retry after an answer or an error (1 s off) would fit too',
  );
});

test('what fits nothing is told with the nearest explanation and the shape of the gaps', () => {
  expect(tellTiming(fixed(5000, 2000), seen([0, 1849, 4131], [1910, 1875, 1860])).say).toBe(
    'gaps of 1.849 s, 2.282 s fit no retry of this client; nearest is a timer that does not wait for the answer, where attempt 3 is off by 282 ms; they are uneven, as those of a person are',
  );
  expect(tellTiming(fixed(2000, 0), seen([0, 700, 1400], [1900, 1900, 1900])).say).toMatch(
    /; requests overlap, as several clicks or jobs do$/,
  );
});
