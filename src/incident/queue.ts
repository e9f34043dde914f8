/**
 * Runs jobs side by side, in the order they came, at most so many of a lane at a time: a job that works this machine does not hold up
 * one that waits for another.
 */
export type Queue<Lane extends string> = {
  readonly add: (lane: Lane, job: () => Promise<void>) => Promise<void>;
  /** Resolves when nothing runs or waits in any lane; rejects with what the first failed job threw. */
  readonly idle: () => Promise<void>;
};

/** Creates a queue that runs at most `limits[lane]` jobs of a lane at a time. */
export function createQueue<Lane extends string>(limits: { readonly [L in Lane]: number }): Queue<Lane> {
  const lanes = new Map<Lane, { active: number; readonly waiting: (() => void)[] }>();
  const idlers: { readonly resolve: () => void; readonly reject: (cause: unknown) => void }[] = [];
  let unfinished = 0;
  let failure: { readonly cause: unknown } | undefined;

  const settle = () => {
    if (unfinished > 0) return;
    for (const { resolve, reject } of idlers.splice(0)) failure === undefined ? resolve() : reject(failure.cause);
  };
  return {
    add: (name, job) =>
      new Promise<void>((resolve) => {
        const lane = lanes.get(name) ?? { active: 0, waiting: [] };
        lanes.set(name, lane);
        const start = () => {
          while (lane.active < limits[name] && lane.waiting.length > 0) {
            lane.active += 1;
            lane.waiting.shift()?.();
          }
        };
        unfinished += 1;
        lane.waiting.push(() => {
          job()
            .catch((cause: unknown) => {
              failure ??= { cause };
            })
            .finally(() => {
              lane.active -= 1;
              unfinished -= 1;
              resolve();
              start();
              settle();
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
