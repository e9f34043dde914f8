import { sourcesOf } from '../incident/paste/readers.ts';
import { itemsOf } from './items.ts';
import { type Focus, layoutOf } from './layout.ts';
import { hasNextStep } from './next-step.ts';
import type { Paste } from './paste/paste.ts';
import { perSnapshot } from './per-snapshot.ts';
import type { Screen } from './screen.ts';
import { findStep, stateOf, type World } from './world.ts';

/** What has the keyboard: the walk, the walk below the shell's lines, a page on top of it, a text field, a yes-or-no question, a page to paste into, the choice of what is pasted, a search, or the first screen. */
export type Mode = 'walk' | 'inline' | 'overlay' | 'field' | 'confirm' | 'paste' | 'pick' | 'search' | 'home';

/** What decides which keys mean something right now. */
export type KeyContext = {
  readonly mode: Mode;
  readonly focus: Focus;
  readonly kind: 'ask' | 'do' | 'check' | 'result';
  readonly isStepShown: boolean;
  readonly isRunning: boolean;
  readonly isWriteItem: boolean;
  readonly hasNext: boolean;
  /** Why the step cannot be skipped; undefined when it can. */
  readonly noSkip: string | undefined;
  /** Why no log text can be pasted for the step; undefined when one can. */
  readonly noPaste: string | undefined;
  /** Why a check cannot be confirmed; undefined when it can. */
  readonly noConfirm: string | undefined;
  readonly isBlocked: boolean;
  /** Some result may no longer hold. */
  readonly hasStale: boolean;
  /** On the first screen: whether an incident is marked. */
  readonly isIncident: boolean;
  /** Why there is nothing to compare; undefined when there is. */
  readonly noCompare: string | undefined;
  /** Why there is no command to copy; undefined when there is one. */
  readonly noCommand: string | undefined;
  /** Why no lines can be cut instead of wrapped; undefined when they can. */
  readonly noCut: string | undefined;
  /** Why there is nothing to the right; undefined when lines are cut. */
  readonly noShift: string | undefined;
  /** Why there is no next place; undefined when there is one. */
  readonly noMatch: string | undefined;
};

/** Works out what the keys depend on. */
export function keyContextOf(screen: Screen, world: World): KeyContext {
  const step = findStep(world, screen.local.step);
  const state = stateOf(world, screen.local.step);
  const kind = state?.kind ?? 'result';
  const layout = layoutOf(world.size, { focus: screen.focus, drawer: 0, stripRows: 0 });
  const isRunning = world.snapshot.running.some((running) => running.step === screen.local.step);
  const item = step === undefined ? undefined : itemsOf(step)[screen.local.item];
  const isFinal = state?.status === 'pass' || state?.status === 'warn' || state?.status === 'fail';
  return {
    mode: modeOf(screen),
    focus: screen.focus,
    kind,
    isStepShown: screen.isInline || layout.areas.step !== undefined,
    isRunning,
    isWriteItem: item?.kind === 'write',
    hasNext: hasNextStep(world, screen.local.step),
    noPaste:
      step === undefined
        ? 'the result is not a step'
        : sourcesOf(world.runbook, step).length === 0
          ? 'this step reads no log'
          : undefined,
    noConfirm:
      screen.overlay?.preview === undefined
        ? 'what it would do is not known yet'
        : screen.overlay.preview.status === 'ready'
          ? undefined
          : 'it would not run as things stand',
    isBlocked: state?.status === 'blocked',
    hasStale: hasStale(world),
    isIncident: false,
    noCompare: world.snapshot.diagnosis.contradictions.length === 0 ? 'nothing contradicts itself' : undefined,
    noCommand: state?.result?.command == null ? 'there is no command to repeat' : undefined,
    noCut: screen.overlay?.kind === 'details' ? undefined : 'only the lines of a check can be cut',
    noShift: screen.overlay?.cutFrom === undefined ? 'the lines are wrapped' : undefined,
    noMatch: screen.overlay?.sought === undefined ? 'nothing is searched for: / does' : undefined,
    noSkip:
      kind === 'result'
        ? 'the result is not a step'
        : isRunning
          ? 'the check is running: x cancels it'
          : kind === 'check' && isFinal
            ? 'the check has its result'
            : undefined,
  };
}

const hasStale = perSnapshot(({ snapshot }) =>
  [...snapshot.state.steps.values()].some(({ stale }) => stale !== undefined),
);

/** What has the keyboard. */
export function modeOf(screen: Screen): Mode {
  if (screen.paste !== undefined) return isPicking(screen.paste) ? 'pick' : 'paste';
  if (screen.writing !== undefined) return 'field';
  if (screen.finder !== undefined) return 'search';
  if (screen.overlay === undefined) return screen.isInline ? 'inline' : 'walk';
  return screen.overlay.kind === 'confirm' ? 'confirm' : 'overlay';
}

function isPicking({ sources, source }: Paste): boolean {
  return sources !== undefined && source === undefined;
}
