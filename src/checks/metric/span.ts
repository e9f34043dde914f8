import { parseDuration, type Window } from '../../logs/window.ts';
import { niceStep } from '../../plot/time-scale.ts';

/** What is asked for: samples every `stepMs` from `fromMs` to `toMs`, in which the incident is `window`. Milliseconds since 1970. */
export type Span = Window & { readonly stepMs: number; readonly window: Window };

/** A series has about this many samples, unless the step is given; Prometheus refuses more than 11,000. */
const samples = 500;
const maxSamples = 11_000;

const minute = 60_000;

/**
 * The span around an incident, so that before and after are seen: half of the window on both sides (5 minutes to 6 hours), never
 * beyond now. Without a window it is the last hour.
 */
export function spanOf(of: {
  readonly window: Window | undefined;
  readonly now: Date;
  readonly pad: string | undefined;
  readonly step: string | undefined;
}): Span {
  const now = of.now.getTime();
  const window = of.window ?? { fromMs: now - 60 * minute, toMs: now };
  const half = (window.toMs - window.fromMs) / 2;
  const padMs = of.pad === undefined ? Math.min(360 * minute, Math.max(5 * minute, half)) : parseDuration(of.pad);
  const last = Math.max(window.toMs, Math.min(now, window.toMs + padMs));
  const spanMs = last - (window.fromMs - padMs);
  const wanted = of.step === undefined ? niceStep(Math.max(1000, spanMs / samples)) : parseDuration(of.step);
  const stepMs = Math.max(wanted, Math.ceil(spanMs / maxSamples / 1000) * 1000, 1);
  // Samples at round times, so that the same question asked again gets the same ones.
  const fromMs = Math.floor((window.fromMs - padMs) / stepMs) * stepMs;
  return { fromMs, toMs: Math.max(fromMs, Math.floor(last / stepMs) * stepMs), stepMs, window };
}
