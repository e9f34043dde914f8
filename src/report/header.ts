import { evidenceOf } from '../incident/evidence-of.ts';
import type { IncidentState, PastedText, TestTarget } from '../incident/state.ts';
import { renderWindow } from '../logs/window.ts';
import { type LoadedRunbook, stepsOf } from '../runbook/load.ts';
import { listWaitedFor, type WaitedFor } from './waited-for.ts';

/** What was walked, with what, and when. Times are RFC 3339 UTC; undefined is what nobody recorded. */
export type Header = {
  readonly incident: string | undefined;
  readonly title: string;
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    readonly sha256: string;
    readonly owner: string;
    readonly reviewed: string;
  };
  /** The sha256 of the runbook the incident was opened with, where that was another one. */
  readonly openedWith: string | undefined;
  readonly openedAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly evidence: string | undefined;
  /** ISO 8601 interval, UTC. */
  readonly window: string | undefined;
  /** The time zone (IANA) of whoever opened it. */
  readonly zone: string | undefined;
  /** In the runbook's order. Secret inputs are left out. */
  readonly inputs: readonly { readonly id: string; readonly value: string }[];
  /** When people answered, confirmed or said that they could not, in the runbook's order. */
  readonly answered: readonly { readonly step: string; readonly at: string }[];
  /** Who has been asked and has not answered, the oldest first. */
  readonly waiting: readonly WaitedFor[];
  /** The log texts that people pasted, oldest first. */
  readonly pasted: readonly PastedText[];
  /** The test systems that the incident may write to. */
  readonly testTargets: readonly TestTarget[];
  /** How many requests each step has sent there, over all its runs that ended. */
  readonly sent: readonly { readonly step: string; readonly count: number }[];
  readonly tool: string | undefined;
};

/** Creates the header of a report from the opening of the incident. */
export function createHeader(loaded: LoadedRunbook, state: IncidentState): Header {
  const { runbook, sha256 } = loaded;
  const { opening } = state;
  return {
    incident: opening?.incident,
    title: runbook.title,
    runbook: { id: runbook.id, title: runbook.title, sha256, owner: runbook.owner, reviewed: runbook.reviewed },
    openedWith: opening === undefined || opening.runbook.sha256 === sha256 ? undefined : opening.runbook.sha256,
    openedAt: state.openedAt,
    updatedAt: state.updatedAt,
    evidence: evidenceOf(state.events) ?? undefined,
    window: opening?.window ? renderWindow(opening.window) : undefined,
    zone: opening?.zone,
    inputs: runbook.inputs
      .filter((input) => !input.secret)
      .flatMap(({ id }) => (opening?.inputs[id] === undefined ? [] : [{ id, value: opening.inputs[id] }])),
    answered: [...state.steps.values()].flatMap(({ id, answer, setback, at }) =>
      at !== undefined && (answer !== undefined || setback !== undefined) ? [{ step: id, at }] : [],
    ),
    waiting: listWaitedFor(state.events, runbook),
    pasted: state.pasted,
    testTargets: state.testTargets,
    sent: countSent(loaded, state),
    tool: opening?.tool,
  };
}

/** A step that ran again has sent again: every run counts, not only the last. */
function countSent({ runbook }: LoadedRunbook, { events }: IncidentState): Header['sent'] {
  return stepsOf(runbook).flatMap(({ step }) => {
    if (step.reproduce === undefined) return [];
    const counts = events.flatMap((event) => {
      const sent = event.type === 'check-finished' && event.step === step.id ? event.result.facts.sent : undefined;
      return typeof sent === 'number' ? [sent] : [];
    });
    return counts.length === 0 ? [] : [{ step: step.id, count: counts.reduce((sum, one) => sum + one, 0) }];
  });
}
