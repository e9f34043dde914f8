import type { Transport } from '../../parties/http.ts';
import { sinceOnset, type WebhookWorld } from '../world.ts';
import type { WebhookRequest } from './request.ts';

/** Our integration service: it takes deliveries for ASPIn, and logs what other partners send through it. */
export type Relay = {
  readonly receive: Transport<WebhookRequest>;
  readonly passOther: (wid: string) => void;
};

/**
 * Creates the relay: it answers 202 and then forwards with a bearer token, or forwards first and passes the answer on. What
 * cannot be forwarded it tries again as often as it is set to, then logs and forgets.
 */
export function createRelay(world: WebhookWorld, forward: Transport<WebhookRequest>): Relay {
  const { clock, evidence, plan } = world;
  const { relay } = plan.scenario;
  const random = world.random.fork('relay');
  const log = (fields: { readonly wid: string; readonly ev: string } & Readonly<Record<string, unknown>>) =>
    evidence.json({ file: 'integration.jsonl', at: clock.now(), fields });

  return {
    receive: (request, reply) => {
      const isEarly = relay.ack === 'before_forward';
      const { wid } = request;
      log({ wid, ev: 'received', ...(isEarly && { ack: 202 }) });
      if (isEarly) clock.after(random.int([2, 9]), () => reply({ status: 202 }));
      const tryToForward = (tries: number) => {
        const isExpired = relay.token_expires_min !== undefined && sinceOnset(world) >= relay.token_expires_min;
        const own = {
          ...request,
          ip: relayAddress,
          trace: random.hex(32),
          token: isExpired ? 'expired' : 'valid',
        } as const;
        forward(own, (answer) => {
          const { status, www } = answer;
          const isDone = status !== 'closed' && status < 300;
          log({ wid, ev: isDone ? 'forwarded' : 'forward_failed', status, www });
          if (!isDone && tries <= relay.retry) return clock.after(2_000, () => tryToForward(tries + 1));
          if (!isEarly) reply(answer);
        });
      };
      clock.after(random.int([20, 90]), () => tryToForward(1));
      return () => {};
    },
    passOther: (wid) => {
      log({ wid, ev: 'received', ack: 202 });
      clock.after(random.int([30, 400]), () => log({ wid, ev: 'forwarded', status: random.chance(0.9) ? 200 : 202 }));
    },
  };
}

const relayAddress = '10.30.0.9';
