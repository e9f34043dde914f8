import type { Snapshot } from '../incident/session.ts';
import { kindOf, type StepState } from '../incident/state.ts';
import type { ResultSection } from '../report/result.ts';
import type { Party, Runbook, Step } from '../runbook/schema.ts';
import { stepKinds } from '../runbook/step-kinds.ts';
import type { Size } from './layout.ts';
import type { Theme } from './theme.ts';

/** Everything outside the screen's own state that a frame or a key depends on. */
export type World = {
  readonly runbook: Runbook;
  readonly snapshot: Snapshot;
  readonly size: Size;
  readonly theme: Theme;
  /** Milliseconds since 1970; read once a frame. */
  readonly now: number;
  /** Counts up once a second while checks run; the spinner's turn. */
  readonly tick: number;
  /** Takes secrets out of what was pasted and is not kept yet. */
  readonly redact: (text: string) => string;
  /** The incident note as Markdown. Called only while it is on screen. */
  readonly note: () => string;
  /** What the walk has come to, in parts. Called only while it is on screen. */
  readonly result: () => readonly ResultSection[];
  readonly notePath: string;
  readonly resumeCommand: string;
};

/** All steps in the runbook's order. */
export function stepsOf(runbook: Runbook): readonly Step[] {
  return indexOf(runbook).steps;
}

/** A step of the runbook; undefined for an id that it does not have, or no longer. */
export function findStep(world: World, id: string): Step | undefined {
  return indexOf(world.runbook).byId.get(id);
}

/** The number of a step in the runbook's order, from 0; -1 for what is no step of it. */
export function numberOf(world: World, id: string): number {
  return indexOf(world.runbook).numbers.get(id) ?? -1;
}

type Index = {
  readonly steps: readonly Step[];
  readonly byId: ReadonlyMap<string, Step>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly observed: ReadonlyMap<string, string>;
};

/** Every row of a frame looks steps up, and a runbook does not change. */
const indexes = new WeakMap<Runbook, Index>();

function indexOf(runbook: Runbook): Index {
  const kept = indexes.get(runbook);
  if (kept !== undefined) return kept;
  const steps = runbook.phases.flatMap((phase) => phase.steps);
  const index = {
    steps,
    byId: new Map(steps.map((step) => [step.id, step])),
    numbers: new Map(steps.map(({ id }, number) => [id, number])),
    observed: new Map(runbook.observations.map(({ id, text }) => [id, text])),
  };
  indexes.set(runbook, index);
  return index;
}

/** What is known of a step. */
export function stateOf(world: World, id: string): StepState | undefined {
  return world.snapshot.state.steps.get(id);
}

/** A few words for a step, for lists. */
export function titleOf(world: World, step: Step): string {
  const observed = indexOf(world.runbook).observed.get(step.observes ?? '');
  return fillInputs(world, step.title ?? step.ask ?? step.do ?? observed ?? step.id).replace(/\s*\n\s*/g, ' ');
}

/** Puts the incident's inputs into a text of the runbook. Secrets are not among them, so their place stays as it is. */
export function fillInputs(world: World, text: string): string {
  const inputs = world.snapshot.state.opening?.inputs ?? {};
  return text.replace(/\$\{\{\s*inputs\.(\w+)\s*\}\}/g, (whole, id: string) => inputs[id] ?? whole);
}

/** The party that a question goes to, or that owns what a check reads. */
export function partyOf(world: World, step: Step): Party | undefined {
  const source = sourceOf(world, step);
  const id = step.party ?? source?.party;
  return world.runbook.parties.find((party) => party.id === id);
}

/** The source that a check names, where its kind reads one. */
export function sourceOf(world: World, step: Step): Runbook['sources'][number] | undefined {
  const kind = checkKindOf(step);
  const parameters = kind === undefined ? undefined : parametersOf(step, kind);
  if (typeof parameters !== 'object' || parameters === null || !('source' in parameters)) return undefined;
  const id = parameters.source;
  return world.runbook.sources.find((source) => source.id === id);
}

/** The kind of check a step is; undefined for questions and actions. */
export function checkKindOf(step: Step): string | undefined {
  return kindOf(step) === 'check' ? stepKinds.find((kind) => parametersOf(step, kind) !== undefined) : undefined;
}

/** What a step says under the key of its kind. */
function parametersOf(step: Step, kind: string): unknown {
  return (step as { readonly [key: string]: unknown })[kind];
}
