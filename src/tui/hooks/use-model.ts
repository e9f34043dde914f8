import { useRef, useState } from 'react';

/**
 * A state with a pure `update(state, event) → [state, requests]`. `send` always works on the newest state, also for
 * several keys that came in one chunk, before anything is drawn; then it hands the requests to `perform`. The last gives that state.
 */
export function useModel<State, Happening, Request>(options: {
  readonly create: () => State;
  readonly update: (state: State, happening: Happening) => readonly [State, readonly Request[]];
  readonly perform: (request: Request, send: (happening: Happening) => void) => void;
}): readonly [State, (happening: Happening) => void, () => State] {
  const [shown, show] = useState(options.create);
  const newest = useRef(shown);
  const send = (happening: Happening): void => {
    const [next, requests] = options.update(newest.current, happening);
    newest.current = next;
    show(next);
    for (const request of requests) options.perform(request, send);
  };
  return [shown, send, () => newest.current];
}
