import type { AxisVerdict, Hinges, OpenHinge, OtherVerdict, RankedHypothesis } from '../diagnosis/diagnosis.ts';

/** An axis, as the diagnosis or a report has it. */
type HingedAxis = OtherVerdict & {
  readonly hypotheses: readonly Pick<RankedHypothesis, 'id' | 'title'>[];
  readonly hinges: Hinges;
};

/** Says what a verdict would become otherwise: `leading, not settled, 4 dB ahead instead of 17`, or who would be ahead in its leader's place. */
export function describeOtherwise(axis: HingedAxis, { state, leader, leadDb }: OtherVerdict, unit: string): string {
  if (state === 'open') return 'open, with no cause on the list ahead by enough';
  const ahead = `${Math.floor(leadDb)} ${unit} ahead`;
  const title = axis.hypotheses.find(({ id }) => id === leader)?.title ?? leader;
  if (leader !== axis.leader) return `${title} instead, ${state === 'settled' ? 'settled' : 'not settled'}, ${ahead}`;
  return `${state === 'settled' ? 'settled' : 'leading, not settled'}, ${ahead} instead of ${Math.floor(axis.leadDb)}`;
}

/** The outcome that is worth naming where there is room for one: of what could weaken or overturn the verdict the first, else the first. */
export function mainHinge(axis: HingedAxis): OpenHinge | undefined {
  const { open } = axis.hinges;
  return open.find(({ state, leader }) => leader !== axis.leader || ranks[state] < ranks[axis.state]) ?? open[0];
}

const ranks = { open: 0, leading: 1, settled: 2 } as const satisfies Record<AxisVerdict['state'], number>;

/** Why what would change a verdict has not: undefined while it can be had. */
export function describeOpening({ opening }: OpenHinge): string | undefined {
  return opening === 'possible'
    ? undefined
    : opening === 'waiting'
      ? 'asked, waiting'
      : 'cannot be had as things stand';
}
