import { z } from 'zod';
import { parseDuration } from '../../logs/window.ts';
import { templated } from '../templated.ts';

const limit = templated(z.number()).optional();

/** What the values must be, in the incident window. */
export const limitsSchema = z
  .strictObject({
    max: limit.describe('No value may be larger'),
    min: limit.describe('No value may be smaller'),
    below: limit.describe('Every value must be smaller than this'),
    above: limit.describe('Every value must be larger than this'),
    for: z
      .string()
      .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a time like 30s, 5m or 1h')
      .optional()
      .describe('Beyond a limit counts only where it lasts for this long'),
    no_data: z.enum(['pass', 'warn', 'fail']).optional().describe('What no series at all is; a warning when left out'),
  })
  .refine((given) => Object.entries(given).some(([key, value]) => key !== 'for' && value !== undefined), {
    error: 'needs at least one of max, min, below, above and no_data',
  });

export type Expected = z.output<typeof limitsSchema>;

/** One limit as it is drawn and told; `bad` is the side on which values are wrong. */
export type Limit = { readonly label: string; readonly value: number; readonly bad: 'above' | 'below' };

/** All limits of a check. A gap breaks none; an infinite value does. */
export type Limits = {
  readonly all: readonly Limit[];
  readonly forMs: number;
  readonly isBroken: (value: number) => boolean;
};

/** Values beyond a limit in a row: the first and last of them (milliseconds since 1970), and the worst. */
export type Breach = { readonly fromMs: number; readonly toMs: number; readonly worst: number };

/** Reads the limits of a check; without any nothing is broken. */
export function limitsOf(expect: Expected | undefined): Limits {
  const { max, min, above, below } = expect ?? {};
  const all: readonly Limit[] = [
    ...(max === undefined ? [] : [{ label: 'max', value: max, bad: 'above' as const }]),
    ...(below === undefined ? [] : [{ label: 'below', value: below, bad: 'above' as const }]),
    ...(min === undefined ? [] : [{ label: 'min', value: min, bad: 'below' as const }]),
    ...(above === undefined ? [] : [{ label: 'above', value: above, bad: 'below' as const }]),
  ];
  const isBroken = (value: number) =>
    (max !== undefined && value > max) ||
    (min !== undefined && value < min) ||
    (below !== undefined && value >= below) ||
    (above !== undefined && value <= above);
  return { all, forMs: expect?.for === undefined ? 0 : parseDuration(expect.for), isBroken };
}

/** The longest time in a row that samples are beyond a limit; a missing sample ends it, as it does for an alert. */
export function longestBreach(
  samples: readonly (readonly [ms: number, value: number])[],
  of: { readonly limits: Limits; readonly stepMs: number },
): Breach | null {
  const { limits, stepMs } = of;
  let longest: Breach | null = null;
  let run: Breach | null = null as Breach | null;
  for (const [ms, value] of samples) {
    if (!limits.isBroken(value)) {
      run = null;
      continue;
    }
    run =
      run !== null && ms - run.toMs <= stepMs
        ? { ...run, toMs: ms, worst: worse(run.worst, value, limits) }
        : { fromMs: ms, toMs: ms, worst: value };
    if (longest === null || lengthOf(run) > lengthOf(longest)) longest = run;
  }
  return longest;
}

/** How long it lasted, as far as samples show: from the first to the last of them. */
export function lengthOf({ fromMs, toMs }: Breach): number {
  return toMs - fromMs;
}

function worse(a: number, b: number, { all }: Limits): number {
  const distance = (value: number) =>
    Math.max(...all.map((limit) => (limit.bad === 'above' ? value - limit.value : limit.value - value)));
  return distance(b) > distance(a) ? b : a;
}
