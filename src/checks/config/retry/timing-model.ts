/** A span of milliseconds, both ends included. */
export type Range = { readonly from: number; readonly to: number };

/** What a client's settings say of when it sends again; null where they do not. `attempts` counts the first one too. */
export type TimingPolicy = {
  readonly timeoutMs: number | null;
  readonly attempts: number | null;
  /** The pause after the attempt of this number (from 1), jitter included. */
  readonly delayAfter: (attempt: number) => Range | null;
};

/** How much later than planned a client may begin an attempt: its timers, its queue, the way to the wire (domain model 4.9). */
export const toleranceMs = 250;

/**
 * When each attempt starts, counted from the first: start[i+1] = start[i] + min(duration[i], time-out) + delay[i]. `lasts` gives how long an
 * attempt would take if nobody gave up on it. Ends where something is unknown. Lateness adds up: `toleranceMs` an attempt.
 */
export function predictStarts(
  policy: TimingPolicy,
  lasts: (attempt: number) => Range | null,
  count: number = policy.attempts ?? 0,
): readonly Range[] {
  const starts: Range[] = count < 1 ? [] : [{ from: 0, to: 0 }];
  for (let attempt = 1; attempt < count; attempt++) {
    const gap = predictGap(policy, lasts, attempt);
    const before = starts.at(-1);
    if (gap === null || before === undefined) break;
    starts.push({ from: before.from + gap.from, to: before.to + gap.to + toleranceMs });
  }
  return starts;
}

/** From the start of an attempt to the start of the next, without any lateness. */
export function predictGap(
  policy: TimingPolicy,
  lasts: (attempt: number) => Range | null,
  attempt: number,
): Range | null {
  const delay = policy.delayAfter(attempt);
  const lasting = lasts(attempt);
  if (delay === null || lasting === null) return null;
  const { timeoutMs } = policy;
  const cut = (ms: number) => (timeoutMs === null ? ms : Math.min(ms, timeoutMs));
  return { from: cut(lasting.from) + delay.from, to: cut(lasting.to) + delay.to };
}
