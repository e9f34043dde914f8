/**
 * One request as the mock partner saw it, when it was over. `key` and `body` are fingerprints; `status` is 499 where the client hung up
 * first and 0 where the connection was cut; `record` is the one it made or was given again.
 */
export type Arrival = {
  readonly at: Date;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly body: string;
  readonly bodyBytes: number;
  readonly node: string;
  readonly status: number;
  readonly record: string | null;
  readonly how: 'new' | 'replayed' | 'refused' | 'failed' | 'limited' | 'cut' | 'read';
  readonly clientGone: boolean;
  readonly ms: number;
};

/** What has come so far, over all and by key. */
export type EndpointCounts = { readonly requests: number; readonly keys: number; readonly records: number };

/** One line of the log, as `causebook check log` reads it. */
export function renderArrivalJson(arrival: Arrival): string {
  const { at, method, path, key, body, bodyBytes, node, status, record, how, clientGone, ms } = arrival;
  return JSON.stringify({
    ts: at.toISOString(),
    method,
    path,
    status,
    key,
    body,
    body_bytes: bodyBytes,
    node,
    record,
    how,
    client_gone: clientGone,
    dur_ms: ms,
  });
}

/** One line for the screen; what comes from outside is not yet made safe for it. */
export function renderArrival(arrival: Arrival): string {
  const { at, method, path, key, body, node, record, how, clientGone, ms } = arrival;
  const answer = [answerOf(arrival), ...(record === null ? [] : [record]), ...(how === 'replayed' ? ['again'] : [])];
  return [
    at.toISOString().slice(11, 23),
    `${method} ${path}`,
    key === null ? 'no key' : `key ${short(key)}`,
    `body ${short(body)}`,
    node,
    answer.join(' '),
    `${ms} ms`,
    ...(clientGone ? ['the client had hung up'] : []),
  ].join('  ');
}

/** `5 requests, 2 keys, 4 records`. */
export function renderCounts({ requests, keys, records }: EndpointCounts): string {
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return [count(requests, 'request'), count(keys, 'key'), count(records, 'record')].join(', ');
}

function answerOf({ status, how, clientGone }: Arrival): string {
  if (how === 'cut') return 'cut off';
  return clientGone ? 'no answer' : String(status);
}

function short(fingerprint: string): string {
  return fingerprint.replace('sha256:', '').slice(0, 8);
}
