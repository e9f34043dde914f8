import type { World } from '../world.ts';
import { createCrmWorker } from './crm-worker.ts';
import type { Upstream } from './http.ts';
import { createKeyStore } from './key-store.ts';
import { createReads } from './reads.ts';
import { createRecords } from './records.ts';
import { createRegistration } from './registration.ts';

/** The name under which PartnerCRM is reached. */
export const crmHost = 'crm.example.com';

/** PartnerCRM: its nodes, the records of a customer, and the export of its key store. */
export type Crm = {
  readonly nodes: readonly Upstream[];
  readonly rowsOf: (customer: string) => readonly number[];
  readonly dumpKeys: () => void;
};

/** Creates PartnerCRM's nodes over one database. A restarting node finishes what it has and refuses new connections. */
export function createCrm(world: World): Crm {
  const { clock, plan } = world;
  const { partnercrm } = plan.scenario;
  const records = createRecords(partnercrm.next_row);
  const keys = createKeyStore(world);
  const worker = partnercrm.worker && createCrmWorker(world, { settings: partnercrm.worker, records, keys });
  const register = createRegistration(world, { records, keys, worker });
  const read = createReads(world, records);
  const isRestarting = (number: number) =>
    partnercrm.restarts.some(({ node, at_min, for_s }) => {
      const since = clock.now() - (plan.submittedAt + at_min * 60_000);
      return node === number && since >= 0 && since < for_s * 1000;
    });
  const nodes = Array.from({ length: partnercrm.nodes }, (_, index): Upstream => {
    const node = `n${index + 1}`;
    return {
      address: `${plan.subnet}.${11 + index}:8080`,
      isUp: () => !isRestarting(index + 1),
      receive: (request, reply) => (request.method === 'POST' ? register : read)({ node, request, reply }),
    };
  });
  return { nodes, rowsOf: records.rowsOf, dumpKeys: keys.dump };
}
