import { createEdge } from '../../parties/edge.ts';
import type { Transport, Upstream } from '../../parties/http.ts';
import { holds, sinceOnset, type WebhookWorld } from '../world.ts';
import { createHandler } from './handler.ts';
import { createLimiter } from './limiter.ts';
import type { WebhookRequest } from './request.ts';
import { createWorker } from './worker.ts';

/** The name under which ASPIn is called, and the one before it. */
export const aspinHost = 'hooks.aspin.test';

/** ASPIn: where its edge takes webhooks, where it takes everything else, and which events it has processed. */
export type Aspin = {
  readonly receive: Transport<WebhookRequest>;
  readonly serve: Transport<WebhookRequest>;
  readonly isProcessed: (event: string) => boolean;
};

/** Creates ASPIn's edge, with its limiter for webhooks, before nodes that share one store and one queue. */
export function createAspin(world: WebhookWorld): Aspin {
  const { clock, evidence, plan } = world;
  const { aspin } = plan.scenario;
  const random = world.random.fork('aspin');
  const processed = new Set<string>();
  const worker = createWorker(world, processed);
  const handle = createHandler(world, { processed, enqueue: worker });
  const limit = aspin.rate_limit && createLimiter(clock, aspin.rate_limit);

  const nodes = aspin.nodes.map((settings, index): Upstream<WebhookRequest> => {
    const node = `n${index + 1}`;
    const accepts = (version: number) =>
      settings.secrets.includes(version) ||
      (settings.also_from_min !== undefined &&
        sinceOnset(world) >= settings.also_from_min &&
        settings.secrets.includes(version - 1));
    return {
      address: `${plan.subnet}.${11 + index}:8080`,
      isUp: () => !settings.down.some((rule) => holds(world, rule) && random.chance(rule.share)),
      receive: (request, reply, hungUp) => {
        const fault = aspin.faults.find((rule) => holds(world, rule) && random.chance(rule.share));
        if (fault) {
          return clock.after(random.int([4, 40]), () => {
            const { status } = fault;
            const fields = { node, wid: request.wid, ev: 'failed', level: 'error', err: 'database connection refused' };
            evidence.json({ file: 'aspin-app.jsonl', at: clock.now(), fields });
            reply({ status });
          });
        }
        if (request.delivery) return handle({ node, accepts, request, delivery: request.delivery, reply, hungUp });
        clock.after(random.int(random.chance(0.02) ? [200, 900] : [4, 60]), () =>
          reply({ status: random.chance(0.01) ? 404 : 200 }),
        );
      },
    };
  });

  const order = {
    name: 'aspin-edge',
    server: aspinHost,
    settings: aspin.edge,
    hopMs: plan.hopMs,
    upstreams: nodes,
    marks: ({ trace, wid }: WebhookRequest) => ({ rid: trace, wid }),
  };
  return {
    receive: createEdge<WebhookRequest>(world, {
      ...order,
      refuse: () => {
        const excess = limit?.();
        if (excess === undefined) return undefined;
        const message = `limiting requests, excess: ${excess.toFixed(3)} by zone "webhooks"`;
        return { status: aspin.rate_limit?.status ?? 503, message };
      },
    }),
    // Other locations of the same server: no limiter, and a turn of their own over the nodes.
    serve: createEdge<WebhookRequest>({ ...world, random: world.random.fork('serve') }, order),
    isProcessed: (event) => processed.has(event),
  };
}
