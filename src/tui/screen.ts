import type { StepAnswer } from '../incident/events.ts';
import type { StepPreview } from '../incident/preview-step.ts';
import { emptyField, type TextField } from './field/text-field.ts';
import type { Finder } from './finder/finder.ts';
import type { Sought } from './finder/sought.ts';
import type { Focus } from './layout.ts';
import type { Paste } from './paste/paste.ts';
import type { Tone } from './theme.ts';

export type Overlay = 'help' | 'why' | 'note' | 'details' | 'confirm' | 'compare';

/** What a text being written is for. */
export type Purpose = 'answer' | 'skip' | 'remark';

/** Stands for the result among the steps. No step can have this id. */
export const resultId = '@result';

/** What is true of the current step only; going to another step starts it afresh. */
export type Local = {
  readonly step: string;
  /** Whether the person has come here, or was led here. */
  readonly isChosen: boolean;
  readonly item: number;
  readonly scroll: number;
  readonly quality: StepAnswer['quality'];
  /** An answer begun and left; it is there again when the field is opened again. */
  readonly draft: TextField;
};

/** The state of the screen: where the person is looking, and what they have begun to write. The incident is not in it. */
export type Screen = {
  /** Whether it is a few lines below the shell's own, which has no panels and no pages on top. */
  readonly isInline: boolean;
  readonly local: Local;
  readonly focus: Focus;
  readonly rankingScroll: number;
  /**
   * A page on top. `preview` is what the check to be confirmed would touch, once that is known; `sought` is what is searched for in it; `cutFrom`
   * is the column that its long lines are cut from, where they are not wrapped.
   */
  readonly overlay:
    | {
        readonly kind: Overlay;
        readonly scroll: number;
        readonly preview?: StepPreview;
        readonly sought?: Sought;
        readonly cutFrom?: number;
      }
    | undefined;
  readonly writing: { readonly purpose: Purpose; readonly field: TextField } | undefined;
  /** A search on top of the page or the walk. */
  readonly finder: Finder | undefined;
  /** A log text that is being pasted; it lies on top of all else. */
  readonly paste: Paste | undefined;
  readonly message: { readonly text: string; readonly tone: Tone } | undefined;
  readonly isLeaving: boolean;
  /** An answer is on its way into the journal. */
  readonly isRecording: boolean;
  /** What the screen waits for before it leads on by itself: the checks, then the last question worth asking. */
  readonly lead: 'checks' | 'questions' | 'none';
};

/** The screen on a step, where it stays: it leads nobody on. */
export function createScreen(step: string): Screen {
  return {
    isInline: false,
    local: createLocal(step),
    focus: 'step',
    rankingScroll: 0,
    overlay: undefined,
    writing: undefined,
    finder: undefined,
    paste: undefined,
    message: undefined,
    isLeaving: false,
    isRecording: false,
    lead: 'none',
  };
}

/**
 * What is local to a step, afresh. This does the work of `key={step.id}`: the one input hook must not be mounted anew,
 * because Ink drops the keys typed meanwhile.
 */
export function createLocal(step: string, isChosen = false): Local {
  return { step, isChosen, item: 0, scroll: 0, quality: 'looked', draft: emptyField };
}
