import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { mustGiveWay } from '../../child/give-way.ts';
import type { FromScanner, ScannerData, ScanPart, ScanStart, ToScanner } from './scan-job.ts';

/** What was seen in one part. */
export type Scanned = Extract<FromScanner, { readonly type: 'scanned' }>;

/** Threads that scan parts of files side by side. */
export type Pool = {
  /** Takes the next part; resolves as soon as a thread has room for it. Throws what went wrong in any thread. */
  readonly scan: (part: ScanPart) => Promise<void>;
  /** Waits for all parts; resolves to what each thread gathered. */
  readonly finish: () => Promise<readonly unknown[]>;
  /** Ends all threads at once. */
  readonly stop: () => void;
};

type Thread = { readonly worker: Worker; waiting: number };

/** More threads than this would wait for the disk and for each other. */
const maxThreads = 8;
/** A thread gets its next part while it reads one, so that it never waits. */
const ahead = 2;

// What lines leave behind is thrown away before there is much of it: that takes half the memory, and no more time (as measured).
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** The parts that all pools have given out, and how each hears of fewer: many questions at once keep no more threads busy than one would. */
let givenOut = 0;
const pools = new Set<() => void>();

/** Creates a pool; threads start as parts come. `onScanned` hears of each part that was read. */
export function createPool(options: {
  readonly start: ScanStart;
  readonly onScanned: (scanned: Scanned) => void;
}): Pool {
  const { start, onScanned } = options;
  const states: unknown[] = [];
  const maxCount = Math.min(maxThreads, availableParallelism());
  const threads: Thread[] = [];
  let given = 0;
  let wake: (() => void)[] = [];
  let problem: Error | undefined;
  const changed = () => {
    for (const resolve of wake.splice(0)) resolve();
  };
  const fail = (cause: Error) => {
    problem ??= cause;
    changed();
  };
  pools.add(changed);
  /** In one go with the look whether there is room: other pools look too. */
  const takeOne = (): boolean => {
    if (givenOut >= maxCount * ahead) return false;
    given += 1;
    givenOut += 1;
    return true;
  };
  const takeBack = (count: number) => {
    given -= count;
    givenOut -= count;
    for (const hear of pools) hear();
  };
  const startThread = (): Thread => {
    const worker = new Worker(workerUrl(), {
      resourceLimits,
      workerData: { givesWay: mustGiveWay() } satisfies ScannerData,
    });
    const thread = { worker, waiting: 0 };
    worker.on('message', (message: FromScanner) => {
      if (message.type === 'failed') return fail(Object.assign(new Error(message.message), { code: message.code }));
      if (message.type === 'gathered') states.push(message.state);
      if (message.type === 'scanned') {
        thread.waiting -= 1;
        if (given > 0) takeBack(1);
        onScanned(message);
      }
      changed();
    });
    worker.on('error', fail);
    send(worker, { type: 'start', start });
    threads.push(thread);
    return thread;
  };
  const stop = () => {
    for (const { worker } of threads) void worker.terminate();
    pools.delete(changed);
    takeBack(given);
  };
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) {
      if (problem !== undefined) throw problem;
      await new Promise<void>((resolve) => {
        wake = [...wake, resolve];
      });
    }
    if (problem !== undefined) throw problem;
  };
  const hasRoom = () => threads.length < maxCount || threads.some(({ waiting }) => waiting < ahead);
  const freest = () => {
    const idle = threads.find(({ waiting }) => waiting === 0);
    if (idle !== undefined || threads.length < maxCount) return idle ?? startThread();
    return threads.reduce((one, other) => (other.waiting < one.waiting ? other : one));
  };
  return {
    scan: async (part) => {
      await until(() => hasRoom() && takeOne());
      const thread = freest();
      thread.waiting += 1;
      send(thread.worker, { type: 'scan', ...part });
    },
    finish: async () => {
      await until(() => threads.every(({ waiting }) => waiting === 0));
      for (const { worker } of threads) send(worker, { type: 'finish' });
      await until(() => states.length === threads.length);
      stop();
      return states;
    },
    stop: () => {
      fail(new Error('the scan was stopped'));
      stop();
    },
  };
}

function send(worker: Worker, message: ToScanner): void {
  const isOurs = message.type === 'scan' && 'bytes' in message;
  worker.postMessage(message, isOurs ? [message.bytes.buffer as ArrayBuffer] : []);
}

/** The bundle has the worker beside it; run from the sources, the built one is taken. */
function workerUrl(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? '../../../dist/scan-worker.js' : './scan-worker.js', here);
}
