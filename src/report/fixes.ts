import type { Fix } from '../runbook/schema.ts';
import type { AxisReport } from './axis.ts';

/** A fix with whether what is known speaks for it, and why or why not. */
export type FixAdvice = { readonly fix: Fix; readonly recommended: boolean; readonly because: readonly string[] };

/**
 * Advises on every fix. One with `when` is recommended when a hypothesis it names leads its axis, one without when any axis
 * has a named leader. A destructive one waits until every axis it touches (without `when`: every axis) is settled.
 * By tier, the recommended first, equals in the order of the runbook, which puts containment before cure.
 */
export function recommendFixes(fixes: readonly Fix[], axes: readonly AxisReport[]): readonly FixAdvice[] {
  const advised = fixes.map((fix) => adviseOn(fix, axes));
  return tiers.flatMap((tier) => {
    const inTier = advised.filter(({ fix }) => fix.tier === tier);
    return [...inTier.filter(({ recommended }) => recommended), ...inTier.filter(({ recommended }) => !recommended)];
  });
}

/** The tiers of fixes, the most urgent first. */
export const tiers = ['immediate', 'medium-term', 'long-term'] as const satisfies readonly Fix['tier'][];

function adviseOn(fix: Fix, axes: readonly AxisReport[]): FixAdvice {
  const isForAny = fix.when.length === 0;
  const touched = isForAny ? axes : axes.filter(({ hypotheses }) => hypotheses.some(({ id }) => fix.when.includes(id)));
  const led = touched.filter(({ named }) => named !== undefined && (isForAny || fix.when.includes(named.id)));
  if (led.length === 0) {
    const because = isForAny ? 'no cause leads on any question yet' : `none of ${fix.when.join(', ')} leads`;
    return { fix, recommended: false, because: [because] };
  }
  const unsettled = touched.filter(({ state }) => state !== 'settled');
  if (fix.destructive && unsettled.length > 0) {
    return {
      fix,
      recommended: false,
      because: unsettled.map(({ question }) => `it is destructive, and this is not settled: ${question}`),
    };
  }
  return {
    fix,
    recommended: true,
    because: isForAny
      ? ['whatever the cause']
      : led.map(({ named, state }) => `${named?.title} (${state === 'settled' ? 'settled' : 'leads, not settled'})`),
  };
}
