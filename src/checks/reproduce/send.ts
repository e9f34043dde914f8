import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckProblem } from '../../errors.ts';
import type { Deadline } from '../http/deadline.ts';
import { describeFailure, type Phase } from '../http/failure.ts';
import type { Address } from './address.ts';
import { type Answer, type Line, openLine } from './line.ts';
import { maxRequests } from './parameters.ts';

/** One request that was sent: when its last byte left, and what came back: an answer, or why there was none. `ms` counts from the last byte. */
export type Sent = {
  readonly at: Date;
  readonly ms: number;
  readonly answer: Answer | undefined;
  readonly failure: string | undefined;
};

/** The requests of a part. `spreadMs` is the time from the first last byte that was released to the last one, as this machine did it. */
export type SentPart = {
  readonly sent: readonly Sent[];
  readonly spreadMs: number | undefined;
  readonly address: string;
};

/** Where requests go and when they end. `onSent` is called as each one leaves, before its answer is waited for. */
export type Sender = {
  readonly url: URL;
  readonly method: string;
  readonly addresses: readonly Address[];
  readonly ca: string | undefined;
  readonly answerWithinMs: number;
  readonly deadline: Deadline;
  readonly now: () => Date;
  readonly onSent: () => void;
};

/** Counts what leaves, and is the last place that refuses the 51st. */
export function createTally(onCount: (sent: number) => void): {
  readonly add: () => void;
  readonly sent: () => number;
} {
  let sent = 0;
  return {
    sent: () => sent,
    add: () => {
      if (sent >= maxRequests) throw new Error(`more than ${maxRequests} requests would have been sent`);
      sent += 1;
      onCount(sent);
    },
  };
}

/** Sends a request `times` times, each when the one before it was answered or given up. Ends early when the time is up. */
export async function sendInSequence(
  sender: Sender,
  of: { readonly bytes: Buffer; readonly times: number; readonly gapMs: number },
): Promise<SentPart> {
  const sent: Sent[] = [];
  let address = '';
  for (let index = 0; index < of.times && !sender.deadline.signal.aborted; index += 1) {
    if (index > 0 && of.gapMs > 0) await pause(of.gapMs, sender.deadline);
    const opened = await open(sender);
    if (opened === undefined) break;
    address = opened.to.address;
    sender.onSent();
    const released = performance.now();
    const at = sender.now();
    void opened.line.write(of.bytes).catch(() => undefined);
    sent.push(await finish(opened.line, { sender, at, released, to: opened.to }));
  }
  return { sent, spreadMs: undefined, address };
}

/**
 * Sends a request on `times` connections at the same moment: all but its last byte goes ahead on each (for a request without a body the last
 * byte of the empty line), and when all of it is on its way, the last bytes follow in one go (last-byte synchronisation).
 */
export async function sendTogether(
  sender: Sender,
  of: { readonly bytes: Buffer; readonly times: number },
): Promise<SentPart> {
  // Each connection listens for the end: that they are more than ten is no leak.
  setMaxListeners(of.times + 10, sender.deadline.signal);
  const first = await open(sender);
  if (first === undefined) return { sent: [], spreadMs: undefined, address: '' };
  const pinned = { ...sender, addresses: [first.to] };
  const lines = [first.line];
  try {
    const others = await Promise.allSettled(Array.from({ length: of.times - 1 }, () => open(pinned)));
    for (const other of others)
      if (other.status === 'fulfilled' && other.value !== undefined) lines.push(other.value.line);
    const refused = others.find((other) => other.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    if (lines.length < of.times) return { sent: [], spreadMs: undefined, address: first.to.address };
    await Promise.all(lines.map((line) => line.write(of.bytes.subarray(0, -1)).catch(() => undefined)));
    // Until what was held ready has arrived: about one way of the network, and the other side's own work to read it.
    await pause(Math.min(250, Math.max(10, 2 * Math.max(...lines.map(({ connectMs }) => connectMs)))), sender.deadline);
    if (sender.deadline.signal.aborted) return { sent: [], spreadMs: undefined, address: first.to.address };
    const last = of.bytes.subarray(-1);
    const released = lines.map((line) => {
      sender.onSent();
      void line.write(last).catch(() => undefined);
      return { line, released: performance.now(), at: sender.now() };
    });
    const sent = await Promise.all(
      released.map(({ line, ...when }) => finish(line, { sender, ...when, to: first.to })),
    );
    const times = released.map((one) => one.released);
    return { sent, spreadMs: Math.max(...times) - Math.min(...times), address: first.to.address };
  } finally {
    for (const line of lines) line.close();
  }
}

/** A connection to the first address that takes one; undefined when the time is up. Throws a `CheckProblem` when none does. */
async function open(sender: Sender): Promise<{ readonly line: Line; readonly to: Address } | undefined> {
  const { url, method, ca, addresses, deadline } = sender;
  let problem: unknown;
  for (const to of addresses) {
    try {
      return { line: await openLine({ url, to, method, ca, signal: deadline.signal }), to };
    } catch (error) {
      if (deadline.hit() === 'timeout') return undefined;
      problem ??= toProblem({ error, to, deadline });
    }
  }
  throw problem;
}

function toProblem(of: { readonly error: unknown; readonly to: Address; readonly deadline: Deadline }): CheckProblem {
  const { error, to, deadline } = of;
  try {
    const failure = describeFailure({
      error,
      phase: (error as { phase?: Phase }).phase ?? 'tcp',
      target: to,
      deadline,
    });
    return new CheckProblem(
      { status: 'error', message: `no connection to the target: ${failure.text}` },
      { cause: error },
    );
  } catch (cause) {
    if (cause instanceof CheckProblem) return cause;
    throw cause;
  }
}

/** Waits for the answer, and hangs up when it does not come in time. */
async function finish(
  line: Line,
  of: { readonly sender: Sender; readonly at: Date; readonly released: number; readonly to: Address },
): Promise<Sent> {
  const { sender, at, released, to } = of;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    line.close();
  }, sender.answerWithinMs);
  try {
    const answer = await line.answer;
    return { at, ms: performance.now() - released, answer, failure: undefined };
  } catch (error) {
    const limit = isLate
      ? { hit: () => 'timeout' as const, limitMs: sender.answerWithinMs, limitName: 'answer_within' }
      : sender.deadline;
    const { text } = describeFailure({ error, phase: line.phase(), target: to, deadline: limit });
    return { at, ms: performance.now() - released, answer: undefined, failure: text };
  } finally {
    clearTimeout(timer);
    line.close();
  }
}

/** Ends early, without a word, when the time is up. */
async function pause(ms: number, { signal }: Deadline): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
