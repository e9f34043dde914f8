const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that fires on Ctrl-C, and when causebook is asked to end or its terminal has gone. `release` lets go of it; who asked causebook
 * to end then finds it ended by that signal.
 */
export function cancelOnInterrupt(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    received = signal;
    controller.abort(Object.assign(new Error('interrupted'), { name: 'AbortError' }));
  };
  for (const signal of signals) process.once(signal, onSignal);
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
    const asked = received;
    if (asked !== undefined && asked !== 'SIGINT') process.once('exit', () => process.kill(process.pid, asked));
  };
  return { signal: controller.signal, release };
}
