import type { Report } from '../../report/report.ts';
import type { Mismatch } from '../compare.ts';
import type { Expectation } from '../expectation.ts';

/** What an incident says now, as an expectation: leaders, states, outcomes of what was found, and recommended fixes. */
export function expectationOf({ axes, steps, fixes }: Report): Expectation {
  const found = steps.filter(({ isFinding }) => isFinding);
  return {
    leaders: Object.fromEntries(axes.filter(({ named }) => named !== undefined).map(({ id, leader }) => [id, leader])),
    states: Object.fromEntries(axes.map(({ id, state }) => [id, state])),
    outcomes: Object.fromEntries(found.flatMap(({ id, outcome }) => (outcome === null ? [] : [[id, outcome]]))),
    statuses: {},
    fixes: {
      recommended: fixes.filter(({ recommended }) => recommended).map(({ fix }) => fix.id),
      not_recommended: [],
    },
    never: { leaders: {}, states: {}, outcomes: {} },
  };
}

/** An expectation without what came out otherwise. */
export function withoutMismatches(expectation: Expectation, mismatches: readonly Mismatch[]): Expectation {
  const gone = new Set(mismatches.map(({ path }) => path.join('/')));
  const keep = <T>(of: { readonly [id: string]: T }, key: string) =>
    Object.fromEntries(Object.entries(of).filter(([id]) => !gone.has(`${key}/${id}`)));
  const { fixes } = expectation;
  return {
    ...expectation,
    leaders: keep(expectation.leaders, 'leaders'),
    states: keep(expectation.states, 'states'),
    outcomes: keep(expectation.outcomes, 'outcomes'),
    fixes: { ...fixes, recommended: fixes.recommended.filter((id) => !gone.has(`fixes/recommended/${id}`)) },
  };
}
