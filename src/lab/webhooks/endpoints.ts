import { readFile, writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import path from 'node:path';
import { createTemporaryFolder } from '../../temporary-folder.ts';
import { noEvidence } from '../evidence/evidence.ts';
import { type Authority, createAuthority } from '../live/certificates.ts';
import { limits, listen, stop } from '../live/server.ts';
import { createWallClock } from '../live/wall-clock.ts';
import { createRandom } from '../random.ts';
import type { WebhookScenario } from '../scenario.ts';
import { createEdgeListener } from './live/edge-listener.ts';
import { aspinHost } from './parties/aspin.ts';
import { planWebhooks, type WebhookPlan } from './plan.ts';

/** Live fakes of our side on loopback: one address each for those of the endpoint, all on one port where the system lets it be. */
export type WebhookEndpoints = {
  readonly inputs: Readonly<Record<string, string>>;
  /** Where the old host listens, if the scenario has one. */
  readonly oldUrl: string | undefined;
  /** Host and port of each address, in the order of the scenario. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** Ends every connection and planned answer. May be called twice. */
  readonly close: () => Promise<void>;
};

/**
 * Starts our side as it stands on the day after: each address over HTTPS with the chain that the scenario gives it, and the
 * old host where there is one. `trust` names a PEM file whose roots `endpoint_ca` shall hold as well.
 */
export async function createWebhookEndpoints(given: {
  readonly scenario: WebhookScenario;
  readonly seed?: number;
  readonly trust?: string | undefined;
}): Promise<WebhookEndpoints> {
  const { scenario } = given;
  const clock = createWallClock();
  const onset = clock.now() - hoursLater * 3_600_000;
  const plan: WebhookPlan = { ...planWebhooks(scenario, { seed: given.seed ?? scenario.seed, tried: 0 }), onset };
  const authority = await createAuthority();
  const folder = createTemporaryFolder('lab');
  const caFile = path.join(folder.path(), 'lab-roots.pem');
  const trusted = given.trust === undefined ? '' : await readFile(given.trust, 'utf8');
  await writeFile(caFile, trusted + authority.root);

  const serve = createEdgeListener({
    clock,
    plan,
    evidence: noEvidence,
    random: createRandom(`${scenario.name}/live`),
  });
  const servers: Server[] = [];
  const start = async ({ listener, certificate, host = '127.0.0.1', port = 0 }: Start) => {
    const server = createHttpsServer({ ...limits, ...(await issue(authority, certificate)) }, listener);
    servers.push(server);
    return { host, port: await listen(server, { host, port }) };
  };
  const close = once(async () => {
    clock.stop();
    await Promise.all(servers.map(stop));
    folder.remove();
  });
  try {
    const addresses: { host: string; port: number }[] = [];
    for (const [index, { certificate }] of plan.scenario.network.addresses.entries()) {
      const one = { listener: serve, certificate };
      // Only Linux has all of 127.0.0.0/8 on its loopback: elsewhere the further addresses are further ports.
      const started = start({ ...one, host: `127.0.0.${index + 1}`, port: addresses[0]?.port ?? 0 });
      addresses.push(await started.catch(() => start(one)));
    }
    const [first] = addresses;
    const url = `https://127.0.0.1:${first?.port}/webhooks/payment`;
    const oldHost = scenario.network.old_host;
    const old =
      oldHost && oldHost.status !== 'gone'
        ? await start({ listener: redirect(oldHost.status, url), certificate: healthy })
        : undefined;
    return {
      inputs: { endpoint_url: url, endpoint_ca: caFile },
      oldUrl: old && `https://127.0.0.1:${old.port}/webhooks/payment`,
      addresses,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

const hoursLater = 20;

type Order = WebhookPlan['scenario']['network']['addresses'][number]['certificate'];

type Start = {
  readonly listener: RequestListener;
  readonly certificate: Order;
  readonly host?: string;
  readonly port?: number;
};

const healthy: Order = { installed_min: -30_000, chain: 'full' };

async function issue(authority: Authority, { installed_min, previous_ends_min, chain }: Order) {
  const isExpired = installed_min > hoursLater * 60 && previous_ends_min !== undefined;
  const now = Date.now();
  const { certificate, key } = await authority.issue({
    hosts: [aspinHost, 'localhost', '127.0.0.1', '127.0.0.2'],
    notBefore: new Date(now - 80 * dayMs),
    notAfter: new Date(now + (isExpired ? -dayMs / 2 : 30 * dayMs)),
  });
  return { key, cert: chain === 'full' ? certificate + authority.intermediate : certificate };
}

const dayMs = 86_400_000;

function redirect(status: number, location: string): RequestListener {
  return (_request, response) => {
    response.writeHead(status, status < 400 ? { location } : {}).end();
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let acting: Promise<void> | undefined;
  return () => {
    acting ??= act();
    return acting;
  };
}
