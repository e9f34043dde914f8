import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from './arrival.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { createKeyDesk, type Decision, keyModes } from './key-desk.ts';
import type { Ledger } from './ledger.ts';
import { createRateLimit } from './rate-limit.ts';
import type { EndpointSettings } from './settings.ts';
import { writeAnswer } from './write-answer.ts';

type Given = {
  readonly settings: EndpointSettings;
  readonly ledger: Ledger;
  readonly onArrival: (arrival: Arrival) => void;
  readonly signal: AbortSignal;
};

/**
 * Creates the request listener of a mock partner. `GET /records` counts what it holds; every other request is answered as the settings
 * say, and told to `onArrival` when it is over. `signal` ends what it still waits for.
 */
export function createEndpointListener(
  given: Given,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { settings, ledger, signal } = given;
  const handle = createHandler(given);
  let turn = 0;
  return async (request, response) => {
    if (request.method === 'GET' && /^\/records(\?|$)/.test(request.url ?? ''))
      return writeAnswer(response, { status: 200, body: { ...ledger.counts(), by_key: ledger.byKey() } });
    const node = `node-${(turn % settings.nodes) + 1}`;
    turn += 1;
    const onArrival = (arrival: Arrival) => {
      ledger.add(arrival);
      given.onArrival(arrival);
    };
    const exchange = await openExchange({ request, response, settings, node, onArrival, signal });
    if (exchange !== undefined) await handle(exchange);
  };
}

/** Between looking for the key and saving it there is always some work: without it there would be no race to lose. */
const leastWorkMs = 25;

function createHandler({ settings, ledger, signal }: Given): (exchange: Exchange) => Promise<void> {
  const { idempotency, isKeyRequired, otherBody, plan, delayMs } = settings;
  const desk = createKeyDesk({ mode: idempotency, otherBody, isKeyRequired, nextRecord: ledger.nextRecord });
  const limit = createRateLimit(settings.rate, () => performance.now());
  const { saved } = keyModes[idempotency];
  const workMs = saved === 'with-record' || saved === 'after-record' ? Math.max(leastWorkMs, delayMs) : delayMs;
  let worked = 0;

  return async (exchange) => {
    const { about, isRead, refuse, cut } = exchange;
    if (exchange.isTooLarge) return refuse(413, 'the body is larger than 1 MiB');
    if (!limit.take()) return refuse(429, 'too many requests', 'limited');
    if (ledger.isFull()) return refuse(507, 'this mock holds 10000 records or keys: start it anew');
    let decision: Decision = isRead ? { do: 'work' } : desk.arrive(about);
    while (decision.do === 'wait') {
      const answer = await decision.answer;
      decision = answer === undefined ? desk.arrive(about) : { do: 'replay', answer };
    }
    if (decision.do === 'refuse') return refuse(decision.status, decision.why);
    if (decision.do === 'replay') return exchange.give(decision.answer, 'replayed');

    const planned = plan[Math.min(worked, plan.length - 1)] ?? { status: 201 };
    worked += 1;
    if (planned.drop === 'before') {
      desk.fail(about);
      return cut(null);
    }
    await sleep(workMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    if (planned.status >= 300) {
      desk.fail(about);
      return refuse(planned.status, `planned answer ${planned.status}`, 'failed');
    }
    if (isRead) return exchange.show(planned.status);
    const answer = desk.finish(about, planned.status);
    if (answer.record === null) return refuse(409, 'another request with this Idempotency-Key was faster');
    if (planned.drop === undefined) return exchange.give(answer, 'new');
    return cut(answer.record, planned.drop === 'mid-body' ? answer : undefined);
  };
}
