import type { AxisReport } from '../report/axis.ts';
import { decibans, signedDecibans } from '../report/decibans.ts';
import type { Report } from '../report/report.ts';
import type { StepReport } from '../report/steps.ts';
import type { Expectation } from './expectation.ts';

/** Something that came out otherwise than expected. `path` is where `expect.yaml` says it; `because` the evidence that moved it most. */
export type Mismatch = {
  readonly path: readonly string[];
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly because: readonly string[];
};

/** Compares what came out of a walk with what was expected of it. Pure; in the order in which `expect.yaml` names things. */
export function compare(expectation: Expectation, report: Report): readonly Mismatch[] {
  return [
    ...compareAxes(expectation, report),
    ...compareSteps(expectation, report),
    ...compareFixes(expectation.fixes, report),
  ];
}

function compareAxes({ leaders, states, never }: Expectation, report: Report): readonly Mismatch[] {
  const places = placesOf(report.steps);
  return report.axes.flatMap((axis): readonly Mismatch[] => {
    const { id } = axis;
    const found = describe(axis);
    const wanted = leaders[id];
    const unwanted = never.leaders[id]?.find((cause) => isLedBy(axis, cause));
    const state = states[id];
    const noState = never.states[id];
    return [
      ...(wanted === undefined || isLedBy(axis, wanted)
        ? []
        : [
            {
              path: ['leaders', id],
              what: `leader of ${id}`,
              expected: wanted,
              found,
              because: whyNot(axis, wanted, places),
            },
          ]),
      ...(state === undefined || state === axis.state
        ? []
        : [{ path: ['states', id], what: `state of ${id}`, expected: state, found, because: axis.missing }]),
      ...(unwanted === undefined
        ? []
        : [
            {
              path: ['never', 'leaders', id],
              what: `leader of ${id}`,
              expected: `never ${unwanted}`,
              found,
              because: strongest({ axis, cause: unwanted, side: 'for', places }),
            },
          ]),
      ...(noState === undefined || !noState.includes(axis.state)
        ? []
        : [
            {
              path: ['never', 'states', id],
              what: `state of ${id}`,
              expected: `never ${noState.join(' or ')}`,
              found,
              because: strongest({ axis, cause: axis.leader, side: 'for', places }),
            },
          ]),
    ];
  });
}

/** The top of an axis on which nothing leads is no leader, but that nothing on the list leads is. */
function isLedBy({ leader, state }: AxisReport, cause: string): boolean {
  return leader === cause && (state !== 'open' || cause === 'other');
}

function describe({ leader, state, leadDb }: AxisReport): string {
  if (state === 'open') return leader === 'other' ? 'other (open)' : `nothing leads (${leader} is first)`;
  return `${leader} (${state === 'settled' ? 'settled' : 'leading, not settled'}, ${decibans(leadDb)} ahead)`;
}

/** What speaks most for the cause that leads, and what most against the one that should. */
function whyNot(axis: AxisReport, wanted: string, places: Places): readonly string[] {
  return [
    ...(axis.leader === wanted ? [] : strongest({ axis, cause: axis.leader, side: 'for', places })),
    ...strongest({ axis, cause: wanted, side: 'against', places }),
  ];
}

function strongest(of: {
  readonly axis: AxisReport;
  readonly cause: string;
  readonly side: 'for' | 'against';
  readonly places: Places;
}): readonly string[] {
  const { axis, cause, side, places } = of;
  return (axis.hypotheses.find(({ id }) => id === cause)?.[side] ?? [])
    .slice(0, 1)
    .map(({ step, outcome, db, say }) => {
      const place = places.get(step);
      return `${side} ${cause}, ${signedDecibans(db)}: ${step} = ${outcome}: ${say}${place === undefined ? '' : ` (${place})`}`;
    });
}

type Places = ReadonlyMap<string, string>;

/** Where the first line lies that a step shows as evidence. */
function placesOf(steps: readonly StepReport[]): Places {
  return new Map(
    steps.flatMap(({ id, evidence: [first] }) =>
      first === undefined
        ? []
        : [[id, first.line === undefined ? first.source : `${first.source}:${first.line}`] as const],
    ),
  );
}

function compareSteps({ outcomes, statuses, never }: Expectation, report: Report): readonly Mismatch[] {
  const places = placesOf(report.steps);
  return report.steps.flatMap((step): readonly Mismatch[] => {
    const { id, status, outcome } = step;
    const found = outcome === null ? status : `${outcome} (${status})`;
    const place = places.get(id);
    const about = { found, because: [`${step.say}${place === undefined ? '' : ` (${place})`}`] };
    const wanted = outcomes[id];
    const wantedStatus = statuses[id];
    const unwanted = never.outcomes[id]?.find((one) => one === outcome);
    return [
      ...(wanted === undefined || wanted === outcome
        ? []
        : [{ path: ['outcomes', id], what: id, expected: wanted, ...about }]),
      ...(wantedStatus === undefined || wantedStatus === status
        ? []
        : [{ path: ['statuses', id], what: `status of ${id}`, expected: wantedStatus, ...about }]),
      ...(unwanted === undefined
        ? []
        : [{ path: ['never', 'outcomes', id], what: id, expected: `never ${unwanted}`, ...about }]),
    ];
  });
}

function compareFixes(fixes: Expectation['fixes'], report: Report): readonly Mismatch[] {
  return report.fixes.flatMap(({ fix: { id }, recommended, because }): readonly Mismatch[] => {
    const list = recommended ? 'not_recommended' : 'recommended';
    if (!fixes[list].includes(id)) return [];
    const [expected, found] = recommended ? ['not recommended', 'recommended'] : ['recommended', 'not recommended'];
    return [{ path: ['fixes', list, id], what: `fix ${id}`, expected, found, because: [because.join('; ')] }];
  });
}
