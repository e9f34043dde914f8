import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hidden } from '../../checks/config/secret-name.ts';
import { fingerprint } from '../parties/fingerprint.ts';
import type { Arrival } from './arrival.ts';
import { createKeyDesk, type KeptAnswer, keyModes } from './key-desk.ts';
import type { Ledger } from './ledger.ts';
import { createRateLimit } from './rate-limit.ts';
import { readBytes } from './read-bytes.ts';
import type { EndpointSettings, PlannedAnswer } from './settings.ts';
import { writeAnswer } from './write-answer.ts';

/** Between looking for the key and saving it there is always some work: without it there would be no race to lose. */
const leastWorkMs = 25;

/**
 * Creates the request listener of a mock partner. `GET /records` counts what it holds; every other request is answered as the settings
 * say, and told to `onArrival` when it is over. `signal` ends what it still waits for.
 */
export function createEndpointListener(given: {
  readonly settings: EndpointSettings;
  readonly ledger: Ledger;
  readonly onArrival: (arrival: Arrival) => void;
  readonly signal: AbortSignal;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { settings, ledger, signal } = given;
  const { idempotency, isKeyRequired, otherBody, nodes, plan, retryAfterS, slowBodyMs } = settings;
  const desk = createKeyDesk({ mode: idempotency, otherBody, isKeyRequired, nextRecord: ledger.nextRecord });
  const limit = createRateLimit(settings.rate, () => performance.now());
  const isRacing = keyModes[idempotency].saved === 'with-record' || keyModes[idempotency].saved === 'after-record';
  const workMs = isRacing ? Math.max(leastWorkMs, settings.delayMs) : settings.delayMs;
  let turn = 0;
  let worked = 0;

  return async (request, response) => {
    const begun = performance.now();
    const at = new Date();
    const target = splitTarget(request.url ?? '/');
    if (request.method === 'GET' && target.path === '/records')
      return writeAnswer(response, { status: 200, body: { ...ledger.counts(), by_key: ledger.byKey() } });

    const node = `node-${(turn % nodes) + 1}`;
    turn += 1;
    let clientGone = false;
    response.once('close', () => {
      clientGone ||= !response.writableFinished;
    });
    const body = await readBytes(request);
    if (body === 'aborted') return;
    const header = request.headers[settings.keyHeader];
    const key = typeof header === 'string' && header !== '' ? header : undefined;
    const seen = {
      at,
      method: request.method ?? 'GET',
      path: target.shown,
      key: key === undefined ? null : fingerprint(key),
      body: body === 'too-large' ? 'sha256:-' : body.fingerprint,
      bodyBytes: body === 'too-large' ? 0 : body.bytes,
      node,
    };
    const tell = (end: Pick<Arrival, 'status' | 'record' | 'how'>) => {
      const arrival = {
        ...seen,
        ...end,
        ...(clientGone && end.how !== 'cut' ? { status: 499 } : {}),
        clientGone,
        ms: Math.round(performance.now() - begun),
      };
      ledger.add(arrival);
      given.onArrival(arrival);
    };
    const refuse = async (status: number, why: string, how: Arrival['how'] = 'refused') => {
      const retryAfter = status === 429 || status === 503 ? retryAfterS : undefined;
      await writeAnswer(response, { status, body: { error: why }, retryAfterS: retryAfter });
      tell({ status, record: null, how });
    };
    const cut = (record: string | null) => {
      request.socket.destroy();
      tell({ status: 0, record, how: 'cut' });
    };
    const give = async (answer: KeptAnswer, how: 'new' | 'replayed') => {
      const location = `${target.path.replace(/\/$/, '')}/${answer.record}`;
      await writeAnswer(response, {
        status: answer.status,
        body: { id: answer.record, status: 'accepted' },
        location,
        slowMs: slowBodyMs,
        signal,
      });
      tell({ ...answer, how });
    };

    if (body === 'too-large') return refuse(413, 'the body is larger than 1 MiB');
    if (!limit.take()) return refuse(429, 'too many requests', 'limited');
    if (ledger.isFull()) return refuse(507, 'this mock holds 10000 records or keys: start it anew');
    const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(seen.method);
    const about = { node, key, body: seen.body };
    let decision = isRead ? ({ do: 'work' } as const) : desk.arrive(about);
    while (decision.do === 'wait') {
      const answer = await decision.answer;
      decision = answer === undefined ? desk.arrive(about) : { do: 'replay', answer };
    }
    if (decision.do === 'refuse') return refuse(decision.status, decision.why);
    if (decision.do === 'replay') return give(decision.answer, 'replayed');

    const planned = plan[Math.min(worked, plan.length - 1)] ?? { status: 201 };
    worked += 1;
    if (planned.drop === 'before') {
      desk.fail(about);
      return cut(null);
    }
    await sleep(workMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (planned.status >= 400) {
      desk.fail(about);
      return refuse(planned.status, `planned answer ${planned.status}`, 'failed');
    }
    if (isRead) {
      await writeAnswer(response, { status: planned.status, body: { status: 'ok' }, slowMs: slowBodyMs, signal });
      return tell({ status: planned.status, record: null, how: 'read' });
    }
    const answer = desk.finish(about, planned.status);
    if (answer.record === null) return refuse(409, 'another request with this Idempotency-Key was faster');
    return planned.drop === undefined ? give(answer, 'new') : cutAfter(planned, answer);

    async function cutAfter(how: PlannedAnswer, made: KeptAnswer) {
      if (how.drop === 'mid-body')
        await writeAnswer(response, { status: made.status, body: { id: made.record }, isHalf: true });
      cut(made.record);
    }
  };
}

/** The path, and the target as it may be shown: without the values of its query, which may be credentials. */
function splitTarget(target: string): { readonly path: string; readonly shown: string } {
  const at = target.indexOf('?');
  if (at === -1) return { path: target, shown: target.slice(0, maxPath) };
  const names = [...new URLSearchParams(target.slice(at + 1)).keys()];
  return {
    path: target.slice(0, at),
    shown: `${target.slice(0, at)}?${names.map((name) => `${name}=${hidden}`).join('&')}`.slice(0, maxPath),
  };
}

const maxPath = 200;
