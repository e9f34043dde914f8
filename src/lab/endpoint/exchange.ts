import type { IncomingMessage, ServerResponse } from 'node:http';
import { hidden } from '../../checks/config/secret-name.ts';
import { fingerprint } from '../parties/fingerprint.ts';
import type { Arrival } from './arrival.ts';
import type { KeptAnswer, KeyedRequest } from './key-desk.ts';
import { readBytes } from './read-bytes.ts';
import type { EndpointSettings } from './settings.ts';
import { writeAnswer } from './write-answer.ts';

/** A request that has come whole, and the ways to end it. Each of them answers (or does not) and then tells what became of it. */
export type Exchange = {
  readonly isRead: boolean;
  readonly isTooLarge: boolean;
  readonly about: KeyedRequest;
  readonly give: (answer: KeptAnswer, how: 'new' | 'replayed') => Promise<void>;
  /** The answer to what only reads. */
  readonly show: (status: number) => Promise<void>;
  readonly refuse: (status: number, why: string, how?: 'refused' | 'failed' | 'limited') => Promise<void>;
  /** Cuts the connection; `made` is the record of which half an answer is sent before, where it is given. */
  readonly cut: (record: string | null, made?: KeptAnswer) => Promise<void>;
};

/** Reads a request; gives undefined when the client went away before it was whole. */
export async function openExchange(given: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly settings: EndpointSettings;
  readonly node: string;
  readonly onArrival: (arrival: Arrival) => void;
  readonly signal: AbortSignal;
}): Promise<Exchange | undefined> {
  const { request, response, settings, node, onArrival, signal } = given;
  const begun = performance.now();
  const at = new Date();
  const target = splitTarget(request.url ?? '/');
  let clientGone = false;
  response.once('close', () => {
    clientGone ||= !response.writableFinished;
  });
  const body = await readBytes(request);
  if (body === 'aborted') return undefined;
  const isTooLarge = body === 'too-large';
  const header = request.headers[settings.keyHeader];
  const key = typeof header === 'string' && header !== '' ? header : undefined;
  const method = request.method ?? 'GET';
  const bodyPrint = isTooLarge ? 'sha256:-' : body.fingerprint;
  const tell = (end: Pick<Arrival, 'status' | 'record' | 'how'>) =>
    onArrival({
      at,
      method,
      path: target.shown,
      key: key === undefined ? null : fingerprint(key),
      body: bodyPrint,
      bodyBytes: isTooLarge ? 0 : body.bytes,
      node,
      ...end,
      ...(clientGone && end.how !== 'cut' ? { status: 499 } : {}),
      clientGone,
      ms: Math.round(performance.now() - begun),
    });
  return {
    isRead: ['GET', 'HEAD', 'OPTIONS'].includes(method),
    isTooLarge,
    about: { node, key, body: bodyPrint },
    give: async (answer, how) => {
      await writeAnswer(response, {
        status: answer.status,
        body: { id: answer.record, status: 'accepted' },
        location: `${target.path.replace(/\/$/, '')}/${answer.record}`,
        slowMs: settings.slowBodyMs,
        signal,
      });
      tell({ ...answer, how });
    },
    show: async (status) => {
      await writeAnswer(response, { status, body: { status: 'ok' }, slowMs: settings.slowBodyMs, signal });
      tell({ status, record: null, how: 'read' });
    },
    refuse: async (status, why, how = 'refused') => {
      const retryAfterS = status === 429 || status === 503 ? settings.retryAfterS : undefined;
      await writeAnswer(response, { status, body: { error: why }, retryAfterS });
      tell({ status, record: null, how });
    },
    cut: async (record, made) => {
      if (made !== undefined)
        await writeAnswer(response, { status: made.status, body: { id: made.record }, isHalf: true });
      request.socket.destroy();
      tell({ status: 0, record, how: 'cut' });
    },
  };
}

const maxPath = 200;

/** The path, and the target as it may be shown: without the values of its query, which may be credentials. */
function splitTarget(target: string): { readonly path: string; readonly shown: string } {
  const at = target.indexOf('?');
  if (at === -1) return { path: target, shown: target.slice(0, maxPath) };
  const path = target.slice(0, at);
  const names = [...new URLSearchParams(target.slice(at + 1)).keys()];
  return { path, shown: `${path}?${names.map((name) => `${name}=${hidden}`).join('&')}`.slice(0, maxPath) };
}
