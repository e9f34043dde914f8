import { sinceOnset, type WebhookWorld } from './world.ts';

/** What a careful client finds wrong with the certificate of an address now, in the words of its TLS library; undefined where nothing is. */
export function certificateFault(world: WebhookWorld, address: string): string | undefined {
  const { network } = world.plan.scenario;
  const found = network.addresses.find(({ host }) => world.plan.address(host) === address)?.certificate;
  if (!found) return undefined;
  const now = sinceOnset(world);
  if (now >= found.installed_min)
    return found.chain === 'leaf-only' ? 'unable to get local issuer certificate' : undefined;
  return found.previous_ends_min !== undefined && now >= found.previous_ends_min
    ? 'certificate has expired'
    : undefined;
}
