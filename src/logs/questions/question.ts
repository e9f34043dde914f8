import type { Picture } from '../../plot/picture.ts';
import type { LogEvent } from '../log-event.ts';
import type { Value } from '../value.ts';

/**
 * A question that is answered while the events stream by. Events come in any order and are spread over threads, so that
 * what it gathers must not depend on it: ties in time go by `ref`. A state survives `structuredClone`, and holds copies
 * (`keep`) of the texts it keeps.
 *
 * - `fields` are the fields it reads, or undefined for all.
 * - `settle` is called on each thread when its last event has come, for what was held back.
 * - `merge` puts what two threads gathered together; it may change and give `into`.
 * - `again`, called with the merged state after a pass, gives the state of a further pass over the same events, or undefined
 *   when the state is final.
 */
export type Question<State> = {
  readonly fields: readonly string[] | undefined;
  readonly start: () => State;
  readonly add: (state: State, event: LogEvent) => void;
  readonly merge: (into: State, from: State) => State;
  readonly settle?: (state: State) => void;
  readonly again?: (state: State) => State | undefined;
  readonly finish: (state: State) => QuestionAnswer;
};

/** `facts` are the first things to know, `rows` the table, `refs` the events it rests on, `say` the answer in one sentence. */
export type QuestionAnswer = {
  readonly facts: { readonly [name: string]: Value };
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly refs: readonly number[];
  readonly say: string;
  readonly pictures: readonly Picture[];
};
