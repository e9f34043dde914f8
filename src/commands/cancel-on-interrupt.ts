import { type EndSignal, endAtOnce } from './leave-on-signals.ts';

const signals: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Fires on Ctrl-C, and when causebook is asked to end or its terminal has gone; `release` lets go of it. */
export type Interrupt = { readonly signal: AbortSignal; readonly release: () => void };

/**
 * Creates an interrupt. Once it is released, who asked causebook to end finds it ended by that signal. Who asks again is not kept waiting.
 */
export function cancelOnInterrupt(): Interrupt {
  const controller = new AbortController();
  let received: EndSignal | undefined;
  const onSignal = (signal: EndSignal) => {
    // A closed terminal hangs up more than once, and the second must not cut short what the first has begun.
    if (received !== undefined && signal !== 'SIGHUP') endAtOnce(signal);
    received ??= signal;
    controller.abort(Object.assign(new Error('interrupted'), { name: 'AbortError' }));
  };
  for (const signal of signals) process.on(signal, onSignal);
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
    const asked = received;
    received = undefined;
    if (asked !== undefined && asked !== 'SIGINT') process.once('exit', () => process.kill(process.pid, asked));
  };
  return { signal: controller.signal, release };
}
