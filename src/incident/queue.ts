/** Runs jobs side by side, at most `limit` at a time, in the order they came. */
export type Queue = {
  readonly add: (job: () => Promise<void>) => Promise<void>;
  /** Resolves when nothing runs or waits; rejects with what the first failed job threw. */
  readonly idle: () => Promise<void>;
};

/** Creates a queue. */
export function createQueue(limit: number): Queue {
  const waiting: (() => void)[] = [];
  const idlers: { readonly resolve: () => void; readonly reject: (cause: unknown) => void }[] = [];
  let active = 0;
  let failure: { readonly cause: unknown } | undefined;

  const settle = () => {
    if (active > 0 || waiting.length > 0) return;
    for (const { resolve, reject } of idlers.splice(0)) failure === undefined ? resolve() : reject(failure.cause);
  };
  const start = () => {
    while (active < limit) {
      const next = waiting.shift();
      if (next === undefined) break;
      active += 1;
      next();
    }
    settle();
  };
  return {
    add: (job) =>
      new Promise<void>((resolve) => {
        waiting.push(() => {
          job()
            .catch((cause: unknown) => {
              failure ??= { cause };
            })
            .finally(() => {
              active -= 1;
              resolve();
              start();
            });
        });
        start();
      }),
    idle: () =>
      new Promise<void>((resolve, reject) => {
        idlers.push({ resolve, reject });
        settle();
      }),
  };
}
