import type { StepState } from '../../incident/state.ts';
import { describeSteps } from '../../report/steps.ts';
import { listWaitedFor, renderWaitedFor } from '../../report/waited-for.ts';
import { type Line, line, span } from '../line.ts';
import type { World } from '../world.ts';
import { hanging } from '../wrap.ts';
import { finishedLines } from './finished-lines.ts';

/** What has been printed: of every step the entry that finished it, the last remark, the contradictions. */
export type Told = {
  readonly steps: ReadonlyMap<string, string>;
  readonly remark: number;
  readonly contradictions: ReadonlySet<string>;
};

/** The lines for what has been finished since, and what has been told then. A step that is finished anew, or is stale now, is told anew. */
export function tellNew(
  told: Told | undefined,
  world: World,
): { readonly lines: readonly Line[]; readonly told: Told } {
  const { state, diagnosis } = world.snapshot;
  const entries = new Map([...state.steps.values()].filter(isFinished).map((step) => [step.id, entryOf(step)]));
  const isNew = (id: string) => entries.has(id) && entries.get(id) !== told?.steps.get(id);
  const steps = [...entries.keys()].some(isNew)
    ? describeSteps(world.runbook, state)
        .filter(({ id }) => isNew(id))
        .sort((a, b) => seqOf(world, a.id) - seqOf(world, b.id))
    : [];
  const remarks = state.remarks.filter(({ seq }) => seq > (told?.remark ?? 0));
  const contradictions = diagnosis.contradictions.map((one) => ({
    ...one,
    key: `${one.kept.step} ${one.dropped.step}`,
  }));
  return {
    lines: [
      ...steps.flatMap((step) => finishedLines(step, world)),
      ...remarks.flatMap(({ text }) => hanging('n Remark:', text, world.size.columns)),
      ...contradictions
        .filter(({ key }) => told?.contradictions.has(key) !== true)
        .flatMap(({ say, kept, dropped }) =>
          hanging(
            '!',
            `Contradiction: ${say}. ${kept.step} counts, ${dropped.step} does not`,
            world.size.columns,
            'warn',
          ),
        ),
    ],
    told: {
      steps: entries,
      remark: Math.max(told?.remark ?? 0, ...remarks.map(({ seq }) => seq)),
      contradictions: new Set(contradictions.map(({ key }) => key)),
    },
  };
}

/** What is being walked, and what is waited for. */
export function openingLines({ snapshot: { state }, runbook, resumeCommand, size }: World): readonly Line[] {
  return [
    line(
      span('causebook  ', 'focus'),
      span(`${state.opening?.runbook.title ?? runbook.title}: `),
      span(state.opening?.incident ?? ''),
    ),
    line(span('Go on later with ', 'label'), span(resumeCommand)),
    ...listWaitedFor(state.events, runbook).flatMap((waited) =>
      hanging('Waiting for', renderWaitedFor(waited), size.columns),
    ),
  ];
}

function isFinished({ status }: StepState): boolean {
  return status !== 'pending' && status !== 'running';
}

function entryOf({ seq, stale }: StepState): string {
  return `${seq} ${stale ?? ''}`;
}

function seqOf({ snapshot }: World, id: string): number {
  return snapshot.state.steps.get(id)?.seq ?? 0;
}
