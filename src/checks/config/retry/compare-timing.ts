import { predictGap, type Range, type TimingPolicy, toleranceMs } from './timing-model.ts';

/**
 * Requests that were seen, in order: when they started, how long each took and what was answered where known, and how fine the stamps are (1000
 * for whole seconds). `operations` is how many called themselves a first attempt; `refs` name their lines.
 */
export type Observed = {
  readonly startsMs: readonly number[];
  readonly durationsMs: readonly (number | null)[];
  readonly precisionMs: number;
  readonly statuses?: readonly (number | null)[];
  readonly operations?: number;
  readonly refs?: readonly string[];
};

/** What could have made the next attempt start when it did. */
export type TimingKind = 'after-timeout' | 'after-answer' | 'mixed' | 'fixed-timer';

/** How one explanation fits: the gaps it predicts, the first attempt (from 2) that starts at another time, and by how much. */
export type Fit = {
  readonly kind: TimingKind;
  readonly fits: boolean;
  readonly gaps: readonly Range[];
  readonly deviates: number | null;
  readonly offMs: number;
};

/** `explanations` are those that could be tried, `best` the first that fits; null where none fits. */
export type Timing = {
  readonly gapsMs: readonly number[];
  readonly precisionMs: number;
  readonly overlaps: boolean;
  readonly tooMany: boolean;
  readonly explanations: readonly Fit[];
  readonly fitting: readonly TimingKind[];
  readonly best: TimingKind | null;
  readonly isEven: boolean;
  /** Whether the first attempt ran into the time-out; null where its duration is not known. */
  readonly firstTimedOut: boolean | null;
  /** Whether an attempt followed one that was answered 2xx. */
  readonly after2xx: boolean;
};

/**
 * Holds the starts that were seen against what a policy predicts: a retry when the client's time-out fired, when an answer or an error
 * had come, each as the durations say, or a timer that does not wait for the answer. A gap fits within 250 ms plus what the stamps leave open.
 */
export function compareTiming(policy: TimingPolicy, observed: Observed): Timing {
  const { startsMs, durationsMs, precisionMs } = observed;
  const gapsMs = startsMs.slice(1).map((start, index) => start - (startsMs[index] ?? 0));
  const slack = toleranceMs + precisionMs;
  const durationOf = (attempt: number) => durationsMs[attempt - 1] ?? null;
  const limit = policy.timeoutMs;
  const timedOut = (attempt: number) => {
    const duration = durationOf(attempt);
    // A client notices its own time-out a little early or late.
    return duration === null || limit === null ? null : duration >= limit - 50;
  };
  const before = gapsMs.map((_, index) => index + 1);
  const tried: readonly (readonly [TimingKind, (attempt: number) => Range | null])[] = [
    ['after-timeout', (attempt) => (limit === null || timedOut(attempt) === false ? null : exactly(limit))],
    ['mixed', (attempt) => (durationOf(attempt) === null ? null : exactly(durationOf(attempt) ?? 0))],
    ['after-answer', (attempt) => (timedOut(attempt) === true ? null : answerTime(durationOf(attempt), limit))],
    ['fixed-timer', (attempt) => ((policy.delayAfter(attempt)?.to ?? 0) > 0 ? exactly(0) : null)],
  ];
  const isMixed = new Set(before.map(timedOut)).size > 1 && !before.map(timedOut).includes(null);
  const explanations = tried
    .filter(([kind]) => kind !== 'mixed' || isMixed)
    .flatMap(([kind, lasts]): readonly Fit[] => {
      const gaps = before.map((attempt) => predictGap(policy, lasts, attempt));
      const known = gaps.filter((gap) => gap !== null);
      if (known.length < gaps.length || gaps.length === 0) return [];
      const offs = known.map((gap, index) => distance(gapsMs[index] ?? 0, gap));
      const first = offs.findIndex((off) => off > slack);
      return [
        { kind, fits: first === -1, gaps: known, deviates: first === -1 ? null : first + 2, offMs: Math.max(...offs) },
      ];
    });
  const fitting = explanations.filter(({ fits }) => fits);
  // In the order they were tried: one that says more, or is commoner, comes first.
  const [best] = fitting;
  return {
    gapsMs,
    precisionMs,
    overlaps: gapsMs.some((gap, index) => gap < (durationOf(index + 1) ?? 0) - slack),
    tooMany: policy.attempts !== null && startsMs.length > policy.attempts,
    explanations,
    fitting: fitting.map(({ kind }) => kind),
    best: best?.kind ?? null,
    isEven: gapsMs.length > 1 && Math.max(...gapsMs) - Math.min(...gapsMs) <= slack,
    firstTimedOut: timedOut(1),
    after2xx: gapsMs.some((_, index) => Math.floor((observed.statuses?.[index] ?? 0) / 100) === 2),
  };
}

function exactly(ms: number): Range {
  return { from: ms, to: ms };
}

/** How long an attempt took that was answered: at most the time-out, where nobody measured it. */
function answerTime(duration: number | null, limit: number | null): Range {
  return duration === null ? { from: 0, to: limit ?? Number.POSITIVE_INFINITY } : exactly(duration);
}

function distance(value: number, { from, to }: Range): number {
  return value < from ? from - value : Math.max(0, value - to);
}
