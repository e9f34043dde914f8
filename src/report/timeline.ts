import type { Remark } from '../incident/state.ts';
import type { Value } from '../logs/value.ts';
import type { Runbook } from '../runbook/schema.ts';
import type { AppliedFixReport } from './applied-fixes.ts';
import { instant } from './instant.ts';
import { ownerOf } from './sources.ts';
import type { StepReport } from './steps.ts';

/**
 * Something that happened. `at` is RFC 3339 UTC where it could be read, else what was recorded; `step` is the one that tells of it. `from`
 * is the party (its id) at which it happened, with `to` the one that something went to.
 */
export type TimelineEntry = {
  readonly at: string;
  readonly what: string;
  readonly source: string;
  readonly step?: string;
  readonly from?: string;
  readonly to?: string;
};

/**
 * What happened, from the facts that carry an instant: a step's fact `timeline` (a list of `{at, what, source, from, to}`; all but
 * the first two may be left out, and `from` is then the party that owns the source), answers and remarks that name one, and fixes. When an answer was given is no fact of the incident and not in here.
 */
export function createTimeline(of: {
  readonly steps: readonly StepReport[];
  readonly remarks: readonly Remark[];
  readonly appliedFixes: readonly AppliedFixReport[];
  readonly sources: Runbook['sources'];
}): readonly TimelineEntry[] {
  const { steps, remarks, appliedFixes, sources } = of;
  const entries = [
    ...steps
      .filter(({ isFinding }) => isFinding)
      .flatMap((step) => [...readTimeline(step, sources), ...readReported(step)]),
    ...remarks.flatMap(({ text }) => instantsIn(text).map((at) => ({ at, what: text, source: 'remark' }))),
    ...appliedFixes.flatMap(({ fix, appliedAt, by }) =>
      appliedAt === undefined
        ? []
        : [
            {
              at: instant(appliedAt) ?? appliedAt,
              what: `Fix applied: ${fix.title}`,
              source: by ?? 'causebook verify',
            },
          ],
    ),
  ];
  // Several steps may tell of the same: the first in the runbook stands for it.
  const byKey = new Map(
    entries.toReversed().map((entry) => [JSON.stringify([entry.at, entry.what, entry.source]), entry]),
  );
  return [...byKey]
    .map(([key, entry]) => ({ key, entry, ms: Date.parse(entry.at) }))
    .sort(compare)
    .map(({ entry }) => entry);
}

type Keyed = { readonly key: string; readonly ms: number };

/** As it happened; what has no readable instant comes last. */
function compare(a: Keyed, b: Keyed): number {
  const [first, second] = [a.ms, b.ms].map((ms) => (Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms)) as [
    number,
    number,
  ];
  if (first !== second) return first < second ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function readTimeline(step: StepReport, sources: Runbook['sources']): readonly TimelineEntry[] {
  const { timeline } = step.facts;
  if (!Array.isArray(timeline)) return [];
  return (timeline as readonly Value[]).flatMap((entry) => {
    if (entry === null || typeof entry !== 'object' || !('at' in entry) || !('what' in entry)) return [];
    const { at, what, source, from, to } = entry;
    if ((typeof at !== 'string' && typeof at !== 'number') || typeof what !== 'string') return [];
    const told = typeof source === 'string' && source !== '' ? source : step.id;
    const party = typeof from === 'string' ? from : ownerOf(told, sources);
    return [
      {
        at: instant(at) ?? String(at),
        what,
        source: told,
        step: step.id,
        ...(party === undefined ? {} : { from: party }),
        ...(typeof to === 'string' ? { to } : {}),
      },
    ];
  });
}

function readReported(step: StepReport): readonly TimelineEntry[] {
  const text = step.answerText;
  if (text === undefined) return [];
  return instantsIn(text).map((at) => ({
    at,
    what: text,
    source: `${step.id}${step.by === undefined ? '' : `, said by ${step.by}`}`,
    step: step.id,
  }));
}

function instantsIn(text: string): readonly string[] {
  return [
    ...text.matchAll(/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?Z\b| ?UTC\b|[+-]\d{2}:\d{2})/g),
  ].flatMap(([found]) => instant(found) ?? []);
}
