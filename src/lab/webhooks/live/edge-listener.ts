import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../live/read-body.ts';
import { createReceivers } from '../parties/receivers.ts';
import type { WebhookWorld } from '../world.ts';
import { readDelivery } from './read-delivery.ts';

/**
 * Creates the request listener of a live entrance to our side: `GET /health`, and `POST /webhooks/payment` with the same
 * edge, relay and handlers that stage incidents.
 */
export function createEdgeListener(
  world: WebhookWorld,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { receive } = createReceivers(world);
  return async (request, response) => {
    const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
      if (response.writableEnded || response.destroyed) return;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(`${JSON.stringify(body)}\n`);
    };
    const path = (request.url ?? '/').replace(/\?.*/, '');
    if (path === '/health') return answer(200, { status: 'ok', service: 'aspin-webhooks' });
    if (path !== '/webhooks/payment') return answer(404, { error: 'not found' });
    if (request.method !== 'POST') return answer(405, { error: 'method not allowed' }, { allow: 'POST' });

    const body = await readBody(request);
    if (body === 'aborted') return;
    if (body === 'too-large') {
      response.shouldKeepAlive = false;
      return answer(413, { error: 'body larger than 64 KiB' });
    }
    const delivery = readDelivery(world.plan, request, body.text);
    const trace = randomBytes(16).toString('hex');
    const about = { method: 'POST', path, ip: delivery.from, trace, wid: delivery.event.event, delivery } as const;
    const hangUp = receive(about, ({ status, www }) => {
      if (status === 'closed') return request.socket.destroy();
      answer(status, status < 300 ? { status: 'ok' } : { error: errors[status] ?? `status ${status}` }, {
        ...(www !== undefined && { 'www-authenticate': www }),
      });
    });
    response.on('close', () => {
      if (!response.writableFinished) hangUp();
    });
  };
}

const errors: Readonly<Record<number, string>> = {
  401: 'webhook signature verification failed',
  422: 'schema validation failed',
  429: 'too many requests',
  503: 'service temporarily unavailable',
};
