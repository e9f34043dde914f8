import type { NewEvent } from '../incident/events.ts';
import type { Screen } from './screen.ts';

/** What the screen asks for. `record` says afterwards what was recorded, and goes on to the next question where it should. */
export type Request =
  | {
      readonly type: 'record';
      readonly event: NewEvent;
      readonly step: string;
      readonly says: string;
      readonly goesOn: boolean;
    }
  | { readonly type: 'list-pasteable'; readonly step: string }
  | {
      readonly type: 'paste';
      readonly step: string;
      readonly source: string;
      readonly text: string;
      readonly says: string;
    }
  | { readonly type: 'preview'; readonly step: string }
  | { readonly type: 'undo' }
  | { readonly type: 'rerun'; readonly step: string; readonly confirmed: boolean }
  | { readonly type: 'refresh' }
  | { readonly type: 'cancel'; readonly step: string }
  /** Copies a text; `what` is what it is called. */
  | { readonly type: 'copy'; readonly what: string; readonly text: string }
  /** Shows a text in the person's pager. */
  | { readonly type: 'view'; readonly file: string; readonly text: string }
  /** To the shell, as ctrl-Z does. */
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'leave'; readonly as: 'quit' | 'interrupted' };

/** A screen after a happening, and what it asks for. */
export type Updated = readonly [Screen, readonly Request[]];
