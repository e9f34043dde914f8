/** Lets at most so many works go on at once, in the order they came. */
export type Gate = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** Creates a gate. Who waits before it when `signal` fires goes away with its reason. */
export function createGate(most: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const comeUp = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  return async (signal, work) => {
    signal.throwIfAborted();
    if (inside < most) inside += 1;
    else await comeUp(signal);
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over: between giving it back and taking it somebody else could come.
      const enter = waiting.shift();
      if (enter === undefined) inside -= 1;
      else enter();
    }
  };
}
