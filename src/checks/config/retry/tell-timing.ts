import type { Facts } from '../../check.ts';
import { renderMs } from '../duration.ts';
import { compareTiming, type Fit, type Observed, type Timing, type TimingKind } from './compare-timing.ts';
import { type Range, type TimingPolicy, toleranceMs } from './timing-model.ts';

/** How the starts that were seen fit a policy: an outcome, a sentence, and facts. */
export type ToldTiming = { readonly outcome: string; readonly say: string; readonly facts: Facts };

const titles: { readonly [K in TimingKind]: string } = {
  'after-timeout': 'a retry after the time-out',
  'after-answer': 'a retry after an answer or an error',
  mixed: 'a retry after time-outs and after answers',
  'fixed-timer': 'a timer that does not wait for the answer',
};

/** Compares and tells. Outcomes: the explanation that fits best, `no-fit`, `too-few` (fewer than two requests) or `no-policy` (nothing predicted). */
export function tellTiming(policy: TimingPolicy, observed: Observed): ToldTiming {
  const timing = compareTiming(policy, observed);
  const { outcome, say } = judge(timing, observed);
  const { explanations, fitting, best, gapsMs, precisionMs, overlaps, tooMany, isEven } = timing;
  const nearest = nearestOf(timing);
  const first = observed.startsMs[0] ?? 0;
  return {
    outcome,
    say,
    facts: {
      outcome,
      say,
      n: observed.startsMs.length,
      fits: best !== null && !tooMany,
      fitting,
      best,
      first_timed_out: timing.firstTimedOut,
      after_2xx: timing.after2xx,
      operations: observed.operations ?? 0,
      predicted: nearest === undefined ? null : predicted(nearest.gaps),
      starts_ms: observed.startsMs.map((ms) => ms - first),
      gaps_ms: gapsMs,
      gaps: gapsMs.map(Math.round).join(', '),
      precision_ms: precisionMs,
      tolerance_ms: toleranceMs,
      overlaps,
      more_than_attempts: tooMany,
      even: isEven,
      explanations: explanations.map((fit) => ({
        kind: fit.kind,
        fits: fit.fits,
        predicted_gaps_ms: fit.gaps.map(({ from, to }) => [
          Math.round(from),
          Number.isFinite(to) ? Math.round(to) : null,
        ]),
        deviates: fit.deviates,
        off_ms: Math.round(fit.offMs),
      })),
    },
  };
}

function judge(timing: Timing, { startsMs }: Observed): { readonly outcome: string; readonly say: string } {
  const { best, gapsMs, precisionMs, tooMany, explanations, isEven, overlaps } = timing;
  const stamps = precisionMs >= 1000 ? ' (whole seconds: each may be a second shorter or longer)' : '';
  const gaps = `gaps of ${gapsMs.map((gap) => renderMs(gap)).join(', ')}${stamps}`;
  if (startsMs.length < 2) return { outcome: 'too-few', say: 'fewer than two requests: there is no gap to compare' };
  if (explanations.length === 0)
    return { outcome: 'no-policy', say: `${gaps}: the settings name no time-out or delay to compare with` };
  if (tooMany)
    return {
      outcome: 'no-fit',
      say: `${gaps}: ${startsMs.length} requests are more than the attempts the settings allow`,
    };
  if (best !== null) {
    const others = explanations
      .filter(({ kind, fits }) => fits && kind !== best)
      .map(({ kind, offMs }) => `${titles[kind]}${offMs < 1 ? '' : ` (${renderMs(Math.round(offMs))} off)`}`);
    const also = others.length === 0 ? '' : `; ${others.join(' and ')} would fit too`;
    return {
      outcome: best,
      say: `${gaps} fit ${titles[best]} (predicted ${predicted(nearestOf(timing)?.gaps ?? [])})${also}`,
    };
  }
  const nearest = nearestOf(timing);
  const why =
    nearest === undefined
      ? ''
      : `; nearest is ${titles[nearest.kind]}, where attempt ${nearest.deviates} is off by ${renderMs(Math.round(nearest.offMs))}`;
  const shape = overlaps
    ? '; requests overlap, as several clicks or jobs do'
    : isEven
      ? '; they are even, so a machine sends them, but not this policy'
      : '; they are uneven, as those of a person are';
  return { outcome: 'no-fit', say: `${gaps} fit no retry of this client${why}${shape}` };
}

/** The explanation that fits, or else the one that is off by the least. */
function nearestOf({ explanations, best }: Timing): Fit | undefined {
  return explanations.find(({ kind }) => kind === best) ?? [...explanations].sort((a, b) => a.offMs - b.offMs)[0];
}

function predicted(gaps: readonly Range[]): string {
  return gaps
    .map(({ from, to }) => {
      if (to === Number.POSITIVE_INFINITY) return `${renderMs(from)} or more`;
      return from === to ? renderMs(from) : `${renderMs(from)} to ${renderMs(to)}`;
    })
    .join(', ');
}
