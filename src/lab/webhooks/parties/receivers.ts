import type { Transport } from '../../parties/http.ts';
import type { WebhookWorld } from '../world.ts';
import { type Aspin, createAspin } from './aspin.ts';
import { createRelay, type Relay } from './relay.ts';
import type { WebhookRequest } from './request.ts';

/** Our side: ASPIn, the relay, and whichever of them takes what PaymentHub sends. */
export type Receivers = {
  readonly aspin: Aspin;
  readonly relay: Relay;
  readonly receive: Transport<WebhookRequest>;
};

/** Creates our side as the scenario has it. */
export function createReceivers(world: WebhookWorld): Receivers {
  const aspin = createAspin(world);
  const relay = createRelay(world, aspin.receive);
  return { aspin, relay, receive: world.plan.scenario.relay.in_path ? relay.receive : aspin.receive };
}
