import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

/** What goes on until a staged day ends: `arrivals` come at random (a Poisson process), `every` comes at a pace, give or take 9 ms. */
export type Rhythm = {
  readonly arrivals: (perHour: number, arrive: () => void) => void;
  readonly every: (ms: number, act: () => void) => void;
};

/** Creates a rhythm that ends at `until`, in milliseconds since 1970. */
export function createRhythm(of: { readonly clock: Clock; readonly random: Random; readonly until: number }): Rhythm {
  const { clock, random, until } = of;
  const repeat = (first: number, gap: () => number, act: () => void) => {
    const next = () => {
      if (clock.now() >= until) return;
      act();
      clock.after(gap(), next);
    };
    clock.after(first, next);
  };
  return {
    arrivals: (perHour, arrive) => {
      const gap = () => random.exponential(3_600_000 / perHour);
      if (perHour > 0) repeat(gap(), gap, arrive);
    },
    every: (ms, act) => repeat(random.int([0, ms]), () => ms + random.int([0, 9]), act),
  };
}
