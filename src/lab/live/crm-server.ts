import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCrm } from '../parties/crm.ts';
import { fingerprint } from '../parties/fingerprint.ts';
import type { World } from '../world.ts';
import { readBody } from './read-body.ts';

/** A request that arrived. `key` is the fingerprint of its Idempotency-Key; `status` is 499 when the client hung up first. */
export type Arrived = {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly customer: string | null;
  readonly key: string | null;
  readonly trace: string;
  status?: number | 'closed';
};

/**
 * Creates the request listener of a live PartnerCRM: `GET /health`, `POST /v1/customers` with the same handler that
 * stages incidents, and `GET /v1/customers?external_id=…` to count the records. It remembers the last 1,000 requests in `requests`.
 */
export function createCrmListener(
  world: World,
  requests: Arrived[],
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const crm = createCrm(world);
  let turn = 0;

  return async (request, response) => {
    const target = `https://localhost${request.url ?? '/'}`;
    const url = new URL(URL.canParse(target) ? target : 'https://localhost/');
    const arrived: Arrived = {
      at: new Date().toISOString(),
      method: request.method ?? 'GET',
      path: url.pathname,
      customer: null,
      key: keyOf(request),
      trace: traceOf(request),
    };
    const answer = (status: number, body: unknown) => {
      if (response.writableEnded || response.destroyed) return;
      note({ ...arrived, status });
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-request-id': arrived.trace })
        .end(`${JSON.stringify(body)}\n`);
    };
    if (url.pathname === '/health')
      return answer(200, { status: 'ok', service: 'partnercrm', nodes: crm.nodes.length });
    if (url.pathname !== '/v1/customers') return answer(404, { error: 'not found' });
    if (request.method === 'GET') {
      const customer = url.searchParams.get('external_id') ?? '';
      const rows = crm.rowsOf(customer);
      return answer(200, { external_id: customer, count: rows.length, rows });
    }
    if (request.method !== 'POST') return answer(405, { error: 'method not allowed' });

    const body = await readBody(request);
    if (body === 'aborted') return;
    if (body === 'too-large') {
      response.shouldKeepAlive = false;
      return answer(413, { error: 'body larger than 64 KiB' });
    }
    const customer = customerOf(body.text);
    if (customer === undefined) return answer(400, { error: 'the body must be a JSON object with external_id' });
    const entry = note({ ...arrived, customer });
    response.on('close', () => {
      entry.status ??= 499;
    });
    const node = crm.nodes[turn++ % crm.nodes.length];
    node?.receive(
      { method: 'POST', path: url.pathname, ip: '127.0.0.1', trace: entry.trace, key: entry.key, customer },
      ({ status, row }) => {
        entry.status ??= status;
        if (status === 'closed') return request.socket.destroy();
        if (response.destroyed) return;
        const text =
          status < 300 ? { status: 'accepted', ...(row !== undefined && { row }) } : { error: `status ${status}` };
        response
          .writeHead(status, { 'content-type': 'application/json', 'x-request-id': entry.trace })
          .end(`${JSON.stringify(text)}\n`);
      },
      () => response.destroyed,
    );
  };

  function note(entry: Arrived): Arrived {
    requests.push(entry);
    if (requests.length > 1_000) requests.shift();
    return entry;
  }
}

function keyOf(request: IncomingMessage): string | null {
  const header = request.headers['idempotency-key'];
  return typeof header === 'string' ? fingerprint(header) : null;
}

function traceOf(request: IncomingMessage): string {
  const header = request.headers['x-request-id'];
  return typeof header === 'string' && /^[\w-]{1,64}$/.test(header) ? header : randomBytes(16).toString('hex');
}

function customerOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const id = (value as { readonly external_id?: unknown } | null)?.external_id;
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
