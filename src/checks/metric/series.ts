import type { Window } from '../../logs/window.ts';
import { type Breach, type Limits, longestBreach } from './limits.ts';
import type { RawSeries } from './prometheus.ts';

/** One series with all that is told of it. Numbers are null where no sample was; the statistics are those of the window. */
export type Series = {
  readonly label: string;
  readonly samples: RawSeries['samples'];
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly before: number | null;
  readonly during: number | null;
  readonly after: number | null;
  /** The first sample beyond a limit in all that was asked for, and the longest time beyond it in the window. */
  readonly firstBreach: number | null;
  readonly breach: Breach | null;
};

/** Works out what is told of each series. */
export function measureSeries(
  all: readonly RawSeries[],
  of: { readonly window: Window; readonly limits: Limits; readonly stepMs: number },
): readonly Series[] {
  const { window, limits, stepMs } = of;
  const names = labelsOf(all);
  return all.map(({ samples }, index) => {
    const within = samples.filter(([ms]) => ms >= window.fromMs && ms <= window.toMs);
    const values = within.map(([, value]) => value).filter((value) => !Number.isNaN(value));
    const part = (wanted: (ms: number) => boolean) =>
      mean(samples.flatMap(([ms, value]) => (wanted(ms) ? [value] : [])));
    const first = samples.find(([, value]) => limits.isBroken(value));
    return {
      label: names[index] ?? '',
      samples,
      last: values.at(-1) ?? null,
      min: extreme(values, Math.min),
      max: extreme(values, Math.max),
      mean: mean(values),
      before: part((ms) => ms < window.fromMs),
      during: mean(values),
      after: part((ms) => ms > window.toMs),
      firstBreach: first?.[0] ?? null,
      breach: longestBreach(within, { limits, stepMs }),
    };
  });
}

/** Labels that tell series apart: those that all share are left out, unless there is one series alone. */
function labelsOf(all: readonly RawSeries[]): readonly string[] {
  const [first] = all;
  const isShared = (name: string) => all.length > 1 && all.every(({ labels }) => labels[name] === first?.labels[name]);
  return all.map(({ labels }) => {
    const { __name__: metric, ...others } = labels;
    const pairs = Object.entries(others)
      .filter(([name]) => !isShared(name))
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const name = metric === undefined || isShared('__name__') ? '' : metric;
    return pairs.length === 0 ? name : `${name}{${pairs.join(', ')}}`;
  });
}

function extreme(values: readonly number[], of: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((found, value) => of(found, value));
}

function mean(values: readonly number[]): number | null {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
